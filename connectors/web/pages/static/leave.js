// Leaving in a hurry: first the screen is empty, then the tab's memory, then everything else. The
// address of the neutral page takes the place of this one in the tab's history.

import * as door from "./door.js";
import * as keep from "./keep.js";

const TWICE = 1500;

export class QuickExit {
  #before;
  #escaped = -Infinity;

  /** `before` stops what is still under way. */
  constructor(before) {
    this.#before = before;
    for (const id of ["exit", "exit-choice"]) {
      document.getElementById(id).addEventListener("click", (event) => {
        event.preventDefault();
        this.leave();
      });
    }
    addEventListener("keydown", (event) => this.#escape(event), true);
  }

  leave() {
    const neutral = document.documentElement.dataset.neutral;
    const language = document.documentElement.lang;
    document.documentElement.replaceChildren();
    this.#before();
    door.postLast({ id: door.newId(), kind: "exit", text: "", language });
    keep.wipe();
    location.replace(neutral);
  }

  #escape(event) {
    if (event.key !== "Escape" || event.repeat) return;
    if (event.timeStamp - this.#escaped < TWICE) this.leave();
    this.#escaped = event.timeStamp;
  }
}
