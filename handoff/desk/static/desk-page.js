"use strict";
/* What the scripts of the desk share: the page's words and clock, which conversation is open, and how
   the server is asked. It shows nothing by itself but a notice. */
const Desk = (() => {
  const byId = (id) => document.getElementById(id);
  const words = byId("words").dataset;
  const ahead = Number(words.now) - Date.now();
  let leaving = false;

  const now = () => Date.now() + ahead;
  const pane = () => byId("conversation");
  const openId = () => pane()?.dataset.conversation;

  /* An action is under way whose answer will replace the conversation. */
  const acting = () => Boolean(pane()?.querySelector(".htmx-request"));

  /* The session is over; asked from two sides at once, a second going would break off the first. */
  function leave() {
    if (leaving) return;
    leaving = true;
    location.assign("/");
  }

  function ask(path, fields) {
    const headers = { "HX-Request": "true" };
    const options = { headers, signal: AbortSignal.timeout(10000) };
    if (fields) {
      options.method = "POST";
      options.body = new URLSearchParams(fields);
      headers["X-CSRF-Token"] = words.csrf;
    }
    return fetch(path, options).then((response) => {
      if (response.status === 401) leave();
      return response;
    });
  }

  function notice(place, text) {
    const said = document.createElement("p");
    said.className = "notice";
    said.setAttribute("role", "alert");
    said.textContent = text;
    place.replaceChildren(said);
  }

  return { byId, words, now, pane, openId, acting, leave, ask, notice };
})();
