"use strict";
/* The keyboard: what Enter, Escape and the shortcuts do, and where. A note and a message never share a
   command: Enter sends a message, and nothing but its own keys keeps a note. */
(() => {
  const { byId } = Desk;

  const acts = {
    KeyJ: () => ofMine(1),
    KeyW: () => (document.querySelector("#waiting button") ?? byId("lists")).focus(),
    KeyM: () => byId("text")?.focus(),
    KeyR: () => Finder.open("replies"),
    KeyS: () => Finder.open("services"),
  };

  function ofMine(step) {
    const links = [...document.querySelectorAll("#mine a[href^='/desk/']")];
    const at = links.findIndex((link) => link.hasAttribute("aria-current"));
    links[(at + step + links.length) % links.length]?.click();
  }

  function closeDetails(from) {
    const open = from.closest?.("details[open]");
    if (!open?.closest(".tools")) return;
    open.open = false;
    byId("text")?.focus();
  }

  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (box.matches?.("form.composer textarea")) {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        Sending.send(box.form);
      } else if (event.key === "/" && box.id === "text" && !box.value) {
        event.preventDefault();
        Finder.open("replies");
      }
    }
    if (event.key === "Escape") closeDetails(box);
    const act = event.altKey && !event.ctrlKey && !event.metaKey && byId("lists") && acts[event.code];
    if (act) { event.preventDefault(); act(); }
  });
})();
