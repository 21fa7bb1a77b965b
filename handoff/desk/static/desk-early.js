"use strict";
/* Keeps what is pressed before the page's scripts are there, and does it once they are: by itself the
   browser would send such a form nowhere, with all that stands in it in the address. */
(() => {
  let kept = null;

  function keep(event) {
    if (event.target.hasAttribute("action")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    kept = [event.target, event.submitter];
  }

  function goOn() {
    document.removeEventListener("submit", keep, true);
    if (kept?.[0].isConnected) kept[0].requestSubmit(kept[1]);
  }

  document.addEventListener("submit", keep, true);
  document.addEventListener("htmx:load", goOn, { once: true });
})();
