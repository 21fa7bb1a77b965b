// What the helpline says, as it says it: read line by line, resumed after the last id after any cut.

import * as door from "./door.js";
import { backOff, pause } from "./pause.js";

const SILENCE = 40000; // two heartbeats of the server and room

export class Stream {
  #after = null;
  #cut = null;
  #running = false;
  #on;

  /** `on` is told: `line(data)`, `status(data)`, `typing()`, `up()`, `down(status, tries)`. */
  constructor(on) {
    this.#on = on;
    addEventListener("offline", () => this.#cut?.abort());
  }

  async start() {
    if (this.#running) return;
    this.#running = true;
    for (let tries = 0; this.#running; tries += 1) {
      const status = await this.#once(() => (tries = 0));
      if (!this.#running) return;
      if (status === 401) this.#renew();
      else this.#on.down(status, tries);
      await pause(backOff(tries));
    }
  }

  stop() {
    this.#running = false;
    this.#cut?.abort();
  }

  /** The token is not known any more: begin anew with a newer one, or wait until there is one. */
  #renew() {
    this.#after = null;
    this.#running = Boolean(door.token());
  }

  async #once(up) {
    this.#cut = new AbortController();
    const watch = new Watch(() => this.#cut.abort());
    try {
      const response = await door.openStream(this.#after, this.#cut.signal);
      if (response.status !== 200) return response.status;
      up();
      this.#on.up();
      await this.#read(response.body.getReader(), watch);
      return 200;
    } catch {
      return 0;
    } finally {
      watch.stop();
    }
  }

  async #read(reader, watch) {
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      watch.start();
      const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = blocks.pop();
      if (!this.#running) return;
      blocks.forEach((block) => this.#take(block));
    }
  }

  #take(block) {
    const fields = new Map(block.split("\n").map((row) => row.split(/: (.*)/s)));
    this.#on[fields.get("event")]?.(JSON.parse(fields.get("data")));
    if (fields.has("id")) this.#after = fields.get("id");
  }
}

class Watch {
  #timer = null;
  #end;

  constructor(end) {
    this.#end = end;
    this.start();
  }

  start() {
    this.stop();
    this.#timer = setTimeout(this.#end, SILENCE);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
