"use strict";
/* Takes everything off the page once its session is locked, also without a connection, and brings the same
   person back to it. It keeps an address for this tab and nothing that anybody wrote. */
(() => {
  const PLACE = "desk-place";
  const IDLE = 30 * 60000;
  const { idleLeft: left, away } = document.currentScript.dataset;
  const back = document.getElementById("back");
  let due = Date.now() + Number(left);
  let active = Date.now();
  let asking = false;
  let covered = false;

  async function remaining() {
    const options = { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(10000) };
    const answer = await fetch("/lock", options);
    if (answer.status === 401) return 0;
    if (!answer.ok) throw new Error("away");
    return Number(await answer.text());
  }

  /* The address is noted while the page goes, whoever sends it away. */
  function lock() {
    document.body.replaceChildren();
    location.replace("/");
  }

  function cover() {
    covered = true;
    const said = document.createElement("p");
    said.className = "notice";
    said.setAttribute("role", "alert");
    said.textContent = away;
    document.title = "";
    document.body.replaceChildren(said);
  }

  async function look() {
    if (asking || (!covered && Date.now() < due)) return;
    asking = true;
    try {
      const more = await remaining();
      if (covered || more <= 0) lock();
      else due = Date.now() + more;
    } catch {
      due = active + IDLE;
      if (!covered && Date.now() >= due) cover();
    } finally {
      asking = false;
    }
  }

  /* On the sign-in page: the way back, and whether another tab has signed in meanwhile. */
  function wait() {
    back.value = sessionStorage.getItem(PLACE) ?? "";
    sessionStorage.removeItem(PLACE);
    document.addEventListener("visibilitychange", async () => {
      if (!document.hidden && await remaining().catch(() => 0) > 0) location.replace("/");
    });
  }

  if (Number(left) <= 0) {
    if (back) wait();
    return;
  }
  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, () => { active = Date.now(); });
  }
  window.addEventListener("pagehide", () => sessionStorage.setItem(PLACE, location.pathname));
  for (const kind of ["visibilitychange", "pageshow", "online"]) window.addEventListener(kind, look);
  window.setInterval(look, 5000);
})();
