"use strict";
/* Covers what a child has chosen to show, for this counsellor's screen only: somebody may stand behind.
   The helpline is not told; what is covered stays so through reload, until it is uncovered here. */
const Hiding = (() => {
  const { byId, openId } = Desk;
  const covered = () => new Set(Drawer.get(openId()).covered);
  const shown = () => [...(byId("lines")?.querySelectorAll("li:has([data-cover])") ?? [])];

  function dress(line) {
    const button = line.querySelector("[data-cover]");
    if (!button) return;
    const is = covered().has(line.id);
    line.classList.toggle("covered", is);
    button.textContent = is ? button.dataset.uncover : button.dataset.cover;
    button.setAttribute("aria-pressed", String(is));
  }

  function cover(lines, is) {
    const now = covered();
    for (const line of lines) now[is ? "add" : "delete"](line.id);
    Drawer.put(openId(), { covered: [...now] });
    lines.forEach(dress);
  }

  /* All at once, in a hurry; and back when nobody is there any more. */
  function toggle() {
    const lines = shown();
    cover(lines, lines.some((line) => !line.classList.contains("covered")));
  }

  document.addEventListener("click", (event) => {
    const line = event.target.closest("[data-cover]")?.closest("li");
    if (line) cover([line], !line.classList.contains("covered"));
  });

  return { dress, toggle, opened: () => shown().forEach(dress) };
})();
