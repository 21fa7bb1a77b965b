"use strict";
/* What is looked up when it is opened: ready replies and services, found by a few letters and put into
   the message box, never sent by itself; and to whom a conversation can be passed on. */
const Finder = (() => {
  const { byId } = Desk;

  function open(id) {
    const box = byId(id);
    if (!box) return;
    box.open = true;
    box.querySelector("input").focus();
  }

  function filter(box) {
    const find = box.querySelector("input").value.trim().toLowerCase().replace(/^\//, "");
    let found = 0;
    for (const button of box.querySelectorAll("ul button")) {
      const fits = button.dataset.find.toLowerCase().includes(find);
      button.parentElement.hidden = !fits;
      found += fits;
    }
    box.querySelector("[role=status]").hidden = found > 0;
  }

  function keys(event, box) {
    const first = box.querySelector("li:not([hidden]) button");
    if (event.key === "Enter" && first) { event.preventDefault(); insert(first); }
    if (event.key === "ArrowDown" && first) { event.preventDefault(); first.focus(); }
  }

  function insert(button) {
    const [box, finder, text] = [byId("text"), button.closest(".finder"), button.dataset.insert];
    box.value = box.value.trim() ? `${box.value.trimEnd()}\n${text}` : text;
    finder.querySelector("input").value = "";
    filter(finder);
    finder.open = false;
    box.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (box.type === "search" && box.closest(".finder")) keys(event, box.closest(".finder"));
  });
  document.addEventListener("input", (event) => {
    if (event.target.type === "search" && event.target.closest(".finder")) {
      filter(event.target.closest(".finder"));
    }
  });
  /* The list is read afresh when it is opened; what was typed meanwhile still narrows it. */
  document.addEventListener("htmx:afterSwap", (event) => {
    const box = event.detail.target?.closest?.(".finder");
    if (box) filter(box);
  });
  /* To whom it can be passed on is read afresh too; what was chosen meanwhile stays chosen. */
  let chosenBefore = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id === "to") chosenBefore = event.detail.target.value;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const to = event.detail.target;
    if (to?.id === "to" && to.querySelector(`option[value="${CSS.escape(chosenBefore)}"]`)) {
      to.value = chosenBefore;
    }
  });
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-insert]");
    if (chosen) insert(chosen);
  });

  return { open };
})();
