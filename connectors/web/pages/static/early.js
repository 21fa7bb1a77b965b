// What a child presses before the page's script is there: kept, and pressed again once it is. Leaving never
// waits, and leaves no step to go back to.

"use strict";
(() => {
  let pressed = null;

  function keep(event) {
    const exit = event.target.closest("#exit, #exit-choice");
    if (exit) {
      event.preventDefault();
      location.replace(exit.href);
    }
    pressed = event.target.closest("button") ?? pressed;
  }

  function hold(event) {
    event.preventDefault();
  }

  function goOn() {
    removeEventListener("click", keep, true);
    removeEventListener("submit", hold, true);
    pressed?.click();
  }

  addEventListener("click", keep, true);
  addEventListener("submit", hold, true);
  addEventListener("ready", goOn, { once: true });
})();
