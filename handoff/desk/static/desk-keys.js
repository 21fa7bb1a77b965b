"use strict";
/* The keyboard: what Enter, Escape and the shortcuts do, and where. A note and a message never share a
   command: Enter alone sends a message, Ctrl and Enter alone keep a note. Shortcuts go by the place of a
   key, so that they are the same whether Thai or English is being typed. */
(() => {
  const { byId } = Desk;
  const KEPT = "desk-keys";
  const TYPING = "input, textarea, select, [contenteditable]";
  const list = byId("keys");
  if (!list) return;
  let single = wished();

  const acts = {
    KeyJ: () => ofMine(1),
    KeyK: () => ofMine(-1),
    KeyW: () => (document.querySelector("#waiting button") ?? byId("lists")).focus(),
    KeyM: toMessage,
    KeyR: () => Finder.open("replies"),
    KeyS: () => Finder.open("services"),
    KeyN: () => unfold("note-box"),
    KeyH: () => Hiding.toggle(),
    KeyP: () => unfold("pass-on"),
  };

  function wished() {
    try { return localStorage.getItem(KEPT) !== "off"; } catch { return true; }
  }

  function wish(value) {
    single = value;
    try { localStorage.setItem(KEPT, value ? "on" : "off"); } catch { /* then for this page only */ }
  }

  function ofMine(step) {
    const links = [...document.querySelectorAll("#mine a[href^='/desk/']")];
    const at = links.findIndex((link) => link.hasAttribute("aria-current"));
    const next = at < 0 && step < 0 ? links.length - 1 : (at + step + links.length) % links.length;
    links[next]?.click();
  }

  /* The focus goes at once: not one letter of a note may fall into the message box. */
  function unfold(id) {
    const box = byId(id);
    if (!box) return;
    box.open = true;
    box.querySelector("textarea, select").focus();
  }

  function toMessage() {
    for (const open of document.querySelectorAll(".tools details[open]")) open.open = false;
    byId("text")?.focus();
  }

  /* From a note one comes back to where it was opened: whoever types on must not type to the child. */
  function fold(from) {
    const open = from.closest?.(".tools details[open]");
    if (!open) return;
    if (open.id !== "note-box") { toMessage(); return; }
    open.open = false;
    open.querySelector("summary").focus();
  }

  function composing(event, box) {
    if (event.key === "Enter" && !event.isComposing) {
      const both = event.ctrlKey || event.metaKey;
      const sends = box.form.dataset.kind === "note" ? both : !event.shiftKey && !both;
      if (!sends) return;
      event.preventDefault();
      Sending.send(box.form);
    } else if (event.key === "/" && box.id === "text" && !box.value) {
      event.preventDefault();
      Finder.open("replies");
    }
  }

  const asksForList = (event) => event.key === "?" || (event.code === "Slash" && event.shiftKey);

  function shortcut(event) {
    const alone = !event.altKey && !event.shiftKey && single && !event.target.matches?.(TYPING);
    return event.altKey || alone ? acts[event.code] : undefined;
  }

  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (box.matches?.("form.composer textarea")) composing(event, box);
    if (event.key === "Escape") fold(box);
    if (Desk.pane()?.inert) return;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.isComposing || list.open) return;
    const lists = asksForList(event) && single && !box.matches?.(TYPING);
    const act = lists ? () => list.showModal() : shortcut(event);
    if (act) { event.preventDefault(); act(); }
  });

  byId("keys-open").addEventListener("click", () => list.showModal());
  byId("keys-single").checked = single;
  byId("keys-single").addEventListener("change", (event) => wish(event.target.checked));
})();
