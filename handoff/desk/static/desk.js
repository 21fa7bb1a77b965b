"use strict";
/* Joins the parts of the desk's page: what a change of the lists, a new conversation in the pane, a key
   or a press means. The title only ever carries a number. */
(() => {
  const { byId, words, openId } = Desk;
  let waiting = null;
  let alarms = null;
  let mine = null;
  let way = null;
  let active = Date.now();
  let told = Date.now();
  let typed = 0;
  let typingTimer = 0;

  /* ---- the lists ---- */
  function showCounts() {
    const now = Number(document.querySelector("[data-waiting]")?.dataset.waiting ?? 0);
    let count = now;
    for (const card of document.querySelectorAll("[data-unread]")) {
      count += Number(card.dataset.unread) + Number(card.dataset.offered);
      const link = card.querySelector("a");
      if (link.id === `open-${openId()}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    document.title = count ? words.titleCount.replace("#", count) : words.title;
    if (waiting !== null && now > waiting) byId("announce").textContent = words.arrived.replace("#", now);
    waiting = now;
  }

  /* What was begun for a conversation goes when the conversation has left us. */
  function sweep() {
    const list = byId("mine");
    if (!list) return;
    const now = [...list.querySelectorAll("[data-unread]")].map((card) => card.id.slice("mine-".length));
    const reads = Desk.pane()?.hasAttribute("data-followed") ? openId() : null;
    for (const id of mine ?? Drawer.names()) if (!now.includes(id) && id !== reads) Sending.lost(id);
    mine = now;
  }

  /* What is open in a list that is about to be renewed, as it has been set so far. */
  function begun(list) {
    const open = list?.querySelector("details[open]");
    if (!open) return null;
    const set = [...open.querySelectorAll("select, input:not([type=hidden])")];
    return {
      open: open.id,
      focus: open.contains(document.activeElement) ? document.activeElement.id : "",
      set: set.map(({ id, value, checked }) => ({ id, value, checked })),
    };
  }

  function goOn({ open, focus, set }) {
    byId(open).open = true;
    for (const { id, ...as } of set) Object.assign(byId(id), as);
    if (focus) byId(focus)?.focus();
  }

  /* Alarms are read out when they come and go, not whenever the stream opens again. */
  document.addEventListener("htmx:sseBeforeMessage", (event) => {
    if (event.detail.type === "duty") way = begun(byId("duty"));
    if (event.detail.type !== "alarms") return;
    if (event.detail.data === alarms) event.preventDefault();
    alarms = event.detail.data;
  });
  document.addEventListener("htmx:sseMessage", (event) => {
    showCounts();
    if (event.detail.type === "duty" && way) goOn(way);
    if (event.detail.type !== "mine") return;
    if (mine) sweep();
    /* It may have gone after the page was made and before its stream was there to tell. */
    if (openId() && !byId(`mine-${openId()}`)) renewHead(openId());
  });

  /* ---- the open conversation ---- */
  const watched = () => Boolean(byId("composer") || Desk.pane()?.hasAttribute("data-followed"));

  async function renewHead(id) {
    try {
      const response = await Desk.ask(`/desk/${id}/about`);
      const html = await response.text();
      if (id !== openId() || !watched()) return;
      if (html.includes('data-moved="closing"')) return openAgain(id);
      if (response.status === 404 || response.status === 409) return Lines.gone(id);
      if (!response.ok) return undefined;
      if (html.includes("data-moved")) return Lines.gone(id);
      byId("about").innerHTML = html;
    } catch { /* asked again at the next change */ }
    return undefined;
  }
  Stream.told.state = renewHead;

  /* Another tab has ended it: show the closing form here too, unless our own answer is on its way. */
  function openAgain(id) {
    if (!Desk.acting()) htmx.ajax("GET", `/desk/${id}`, { target: "#pane", swap: "innerHTML" });
  }

  /* The child is asked and decides; the button comes back if the question could not be put. */
  async function askToSee(button) {
    button.disabled = true;
    try {
      const response = await Desk.ask(`/desk/${openId()}/ask`, { line_id: button.dataset.ask });
      if (response.ok) return;
      byId("pane-notice").innerHTML = await response.text();
    } catch { /* the connection is shown as lost elsewhere */ }
    button.disabled = false;
  }

  Stream.told.typing = () => {
    const sign = byId("typing")?.firstElementChild;
    if (!sign) return;
    sign.hidden = false;
    window.clearTimeout(typingTimer);
    typingTimer = window.setTimeout(() => { sign.hidden = true; }, 6000);
  };

  function opened() {
    const conversation = Desk.pane();
    if (!conversation?.dataset.conversation || conversation.hasAttribute("data-ready")) return;
    conversation.setAttribute("data-ready", "");
    Hiding.opened();
    Lines.opened();
    Sending.opened();
    if (byId("closing")) Closing.opened();
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "pane") return;
    /* Replaced, so that going back never asks for a conversation that is no longer there. */
    history.replaceState(null, "", openId() ? `/desk/${openId()}` : "/desk");
    opened();
    Clock.show();
    showCounts();
    byId("pane").querySelector("[data-focus]")?.focus();
    byId("pane").querySelector("[aria-invalid]")?.focus();
  });
  /* On the way to another child nothing can be typed to this one. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    const leaves = event.detail.target?.id === "pane" && !event.detail.elt.closest("#pane");
    if (leaves && Desk.pane()) Desk.pane().inert = true;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (Desk.pane()) Desk.pane().inert = false;
    if (!event.detail.successful && watched()) renewHead(openId());
  });
  document.addEventListener("htmx:sendError", (event) => {
    const near = event.detail.elt.closest("#pane") ? byId("pane-notice") : byId("list-notice");
    Desk.notice(near ?? byId("notice"), words.reconnecting);
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.composer")) return;
    event.preventDefault();
    Sending.send(event.target);
  });

  document.addEventListener("input", (event) => {
    if (!event.target.matches("#conversation textarea")) return;
    Sending.draft(event.target);
    if (event.target.id === "text" && openId() && event.target.value && Date.now() - typed > 4000) {
      typed = Date.now();
      Desk.ask(`/desk/${openId()}/typing`, {}).catch(() => {});
    }
  });

  document.addEventListener("click", (event) => {
    const ask = event.target.closest("[data-ask]");
    if (ask) askToSee(ask);
    const line = event.target.closest("[data-echo]");
    if (line && event.target.closest("button")) Sending.retry(line.id);
    if (event.target.closest("#newer")) Lines.toEnd();
  });
  document.addEventListener("visibilitychange", Lines.seen);
  document.addEventListener("toggle", (event) => {
    if (!event.target.open || !event.target.closest(".tools")) return;
    for (const other of document.querySelectorAll(".tools details[open]")) {
      if (other !== event.target) other.open = false;
    }
    event.target.querySelector("input, textarea, select")?.focus();
  }, true);

  /* ---- signs of life ---- */
  async function stillHere() {
    told = Date.now();
    byId("idle").hidden = true;
    await Desk.ask("/awake", {}).catch(() => {});
  }

  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, () => {
      active = Date.now();
      if (active - told > 5 * 60000) stillHere();
    });
  }
  byId("stay").addEventListener("click", stillHere);
  window.setInterval(() => {
    const idle = Date.now() - active > 26 * 60000;
    if (idle && byId("idle").hidden) { byId("idle").hidden = false; byId("stay").focus(); }
  }, 15000);
  window.addEventListener("beforeunload", (event) => {
    if (!Drawer.works() && Sending.hasUnsent()) event.preventDefault();
  });

  opened();
  Clock.show();
  showCounts();
  /* After htmx, which has to hear of what comes back into the closing form. */
  document.addEventListener("DOMContentLoaded", async () => {
    await Drawer.ready;
    sweep();
    Sending.resume();
    Hiding.opened();
    if (byId("composer")) Sending.fill();
    if (byId("closing")) Closing.opened();
  });
})();
