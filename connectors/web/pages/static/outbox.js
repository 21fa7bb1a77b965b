// What the child said and the helpline has not yet confirmed: sent in order, one at a time, with the
// same id until it is taken in. It outlives a reload and a lost network.

import * as door from "./door.js";
import * as keep from "./keep.js";
import { backOff, pause } from "./pause.js";

const AGAIN = new Set([0, 401, 408, 429, 500, 502, 503, 504]);

export class Outbox {
  #lines = JSON.parse(keep.read("unsent") ?? "[]");
  #busy = false;
  #on;

  /** `on` is told: `sending(line)`, `received(line)`, `waiting(line, status, tries)`, `refused(line, message)`. */
  constructor(on) {
    this.#on = on;
  }

  get lines() {
    return [...this.#lines];
  }

  add(line) {
    this.#lines.push(line);
    this.#save();
    this.run();
  }

  /** Keep only what is under way, and put this last. */
  only(line) {
    this.#lines = [...(this.#busy ? this.#lines.slice(0, 1) : []), line];
    this.#save();
    this.run();
  }

  stop() {
    this.#lines = [];
  }

  async run() {
    if (this.#busy) return;
    this.#busy = true;
    for (let tries = 0; this.#lines.length; tries += 1) {
      const line = this.#lines[0];
      this.#on.sending(line);
      const answer = await door.post(line);
      if (this.#lines[0] !== line) continue;
      if (this.#settle(line, answer, tries)) tries = -1;
      else await pause(answer.wait || backOff(tries));
    }
    this.#busy = false;
  }

  #settle(line, { status, body }, tries) {
    if (AGAIN.has(status)) {
      this.#on.waiting(line, status, tries);
      return false;
    }
    this.#lines.shift();
    this.#save();
    if (status === 202) this.#on.received(line);
    else this.#on.refused(line, body.message);
    return true;
  }

  #save() {
    keep.write("unsent", JSON.stringify(this.#lines));
  }
}
