"use strict";
/* Joins the page to its event stream and to the keyboard: connection, times, counts, ready replies.
   The title only ever carries a number. */
(() => {
  const words = Lines.words();
  const ahead = Number(words.now) - Date.now();
  let cursor = words.cursor;
  let alive = Date.now();
  let stream = null;
  let broken = false;
  let waiting = null;
  let alarms = null;
  let active = Date.now();
  let told = Date.now();
  let typed = 0;
  let typingTimer = 0;

  const byId = (id) => document.getElementById(id);
  const both = (kinds, what) => kinds.forEach((kind) => document.addEventListener(kind, what));

  /* ---- connection ---- */
  htmx.createEventSource = (url) => {
    stream = new EventSource(cursor ? `${url}?after=${encodeURIComponent(cursor)}` : url);
    const on = (kind, what) => stream.addEventListener(kind, (event) => {
      alive = Date.now();
      if (event.lastEventId) cursor = event.lastEventId;
      what(event.data);
    });
    on("beat", () => {});
    on("lost", () => { Lines.read(); if (Lines.openId()) renewHead(Lines.openId()); });
    on("lines", (id) => { if (id === Lines.openId()) Lines.read(); });
    on("state", (id) => { if (id === Lines.openId()) renewHead(id); });
    on("typing", (id) => { if (id === Lines.openId()) showTyping(); });
    on("bye", Lines.leave);
    stream.addEventListener("open", connected);
    stream.addEventListener("error", lost);
    return stream;
  };

  function connected() {
    alive = Date.now();
    if (!broken) return;
    broken = false;
    byId("connection").textContent = words.back;
    byId("connection").className = "connection fine";
    window.setTimeout(() => { if (!broken) byId("connection").textContent = ""; }, 4000);
    Lines.read();
    if (Lines.openId()) renewHead(Lines.openId());
    Lines.flush();
  }

  function lost() {
    broken = true;
    byId("connection").textContent = words.reconnecting;
    byId("connection").className = "connection";
    /* Closed for good means an answer that is no stream: perhaps the session is over. */
    if (stream.readyState === EventSource.CLOSED) Lines.ask(location.pathname).catch(() => {});
  }

  function reopen() {
    stream.close();
    stream.dispatchEvent(new Event("error"));
  }

  window.setInterval(() => {
    if (stream && Date.now() - alive > 40000) { alive = Date.now(); reopen(); }
  }, 5000);
  window.addEventListener("offline", () => { if (stream) lost(); });
  window.addEventListener("online", () => { if (stream && broken) reopen(); });

  /* ---- times and counts ---- */
  function span(since) {
    const minutes = Math.floor(Math.max(0, Date.now() + ahead - since) / 60000);
    if (minutes < 1) return words.timeNow;
    if (minutes < 60) return words.timeMinutes.replace("#m", minutes);
    return words.timeHours.replace("#h", Math.floor(minutes / 60)).replace("#m", minutes % 60);
  }

  function showTimes() {
    for (const time of document.querySelectorAll("time[data-since]")) {
      const text = span(Number(time.dataset.since));
      if (time.textContent !== text) time.textContent = text;
    }
  }

  function showCounts() {
    const now = Number(document.querySelector("[data-waiting]")?.dataset.waiting ?? 0);
    let count = now;
    for (const card of document.querySelectorAll("[data-unread]")) {
      count += Number(card.dataset.unread) + Number(card.dataset.offered);
      const link = card.querySelector("a");
      if (link.id === `open-${Lines.openId()}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    document.title = count ? words.titleCount.replace("#", count) : words.title;
    if (waiting !== null && now > waiting) byId("announce").textContent = words.arrived.replace("#", now);
    waiting = now;
  }

  window.setInterval(showTimes, 10000);
  /* Alarms are read out when they come and go, not whenever the stream opens again. */
  document.addEventListener("htmx:sseBeforeMessage", (event) => {
    if (event.detail.type !== "alarms") return;
    if (event.detail.data === alarms) event.preventDefault();
    alarms = event.detail.data;
  });
  document.addEventListener("htmx:sseMessage", () => { showTimes(); showCounts(); });

  /* ---- the open conversation ---- */
  async function renewHead(id) {
    try {
      const response = await Lines.ask(`/desk/${id}/about`);
      const html = await response.text();
      if (id !== Lines.openId() || !byId("composer")) return;
      if (html.includes('data-moved="closing"')) return openAgain(id);
      if (response.status === 404 || response.status === 409) return Lines.gone();
      if (!response.ok) return undefined;
      if (html.includes("data-moved")) return Lines.gone();
      byId("about").innerHTML = html;
    } catch { /* asked again at the next change */ }
    return undefined;
  }

  /* Another tab has ended it: show the closing form here too, unless our own answer is on its way. */
  function openAgain(id) {
    if (!Lines.acting()) htmx.ajax("GET", `/desk/${id}`, { target: "#pane", swap: "innerHTML" });
  }

  /* The child is asked and decides; the button comes back if the question could not be put. */
  async function askToSee(button) {
    button.disabled = true;
    try {
      const response = await Lines.ask(`/desk/${Lines.openId()}/ask`, { line_id: button.dataset.ask });
      if (response.ok) return;
      byId("pane-notice").innerHTML = await response.text();
    } catch { /* the connection is shown as lost elsewhere */ }
    button.disabled = false;
  }

  function showTyping() {
    const sign = byId("typing")?.firstElementChild;
    if (!sign) return;
    sign.hidden = false;
    window.clearTimeout(typingTimer);
    typingTimer = window.setTimeout(() => { sign.hidden = true; }, 6000);
  }

  document.addEventListener("htmx:beforeSwap", () => Lines.keepDraft());
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "pane") return;
    /* Replaced, so that going back never asks for a conversation that is no longer there. */
    history.replaceState(null, "", Lines.openId() ? `/desk/${Lines.openId()}` : "/desk");
    Lines.opened();
    showTimes();
    showCounts();
    byId("pane").querySelector("[data-focus]")?.focus();
    byId("pane").querySelector("[aria-invalid]")?.focus();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful && byId("composer")) renewHead(Lines.openId());
  });
  document.addEventListener("htmx:sendError", (event) => {
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.setAttribute("role", "alert");
    notice.textContent = words.reconnecting;
    const near = event.detail.elt.closest("#pane") ? byId("pane-notice") : byId("list-notice");
    (near ?? byId("notice")).replaceChildren(notice);
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.composer")) return;
    event.preventDefault();
    Lines.send(event.target);
  });

  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (box.matches?.("form.composer textarea")) {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        Lines.send(box.form);
      } else if (event.key === "/" && box.id === "text" && !box.value) {
        event.preventDefault();
        openReplies();
      }
    } else if (box.type === "search" && box.closest(".finder")) findKeys(event, box.closest(".finder"));
    if (event.key === "Escape") closeDetails(box);
    if (event.altKey && !event.ctrlKey && !event.metaKey) shortcuts(event);
  });

  document.addEventListener("input", (event) => {
    if (event.target.type === "search") filter(event.target.closest(".finder"));
    if (event.target.id !== "text") return;
    event.target.style.height = "auto";
    event.target.style.height = `${Math.min(event.target.scrollHeight + 2, 220)}px`;
    if (Lines.openId() && event.target.value && Date.now() - typed > 4000) {
      typed = Date.now();
      Lines.ask(`/desk/${Lines.openId()}/typing`, {}).catch(() => {});
    }
  });

  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-insert]");
    if (chosen) insert(chosen);
    const ask = event.target.closest("[data-ask]");
    if (ask) askToSee(ask);
    const line = event.target.closest("[data-echo]");
    if (line && event.target.closest("button")) Lines.retry(line.id);
    if (event.target.closest("#newer")) byId("scroll").scrollTop = byId("scroll").scrollHeight;
  });
  document.addEventListener("visibilitychange", () => Lines.seen());
  document.addEventListener("toggle", (event) => {
    if (!event.target.open || !event.target.closest(".tools")) return;
    for (const other of document.querySelectorAll(".tools details[open]")) {
      if (other !== event.target) other.open = false;
    }
    event.target.querySelector("input, textarea, select")?.focus();
  }, true);

  /* ---- ready replies and services ---- */
  const openFinder = (id) => {
    const box = byId(id);
    if (!box) return;
    box.open = true;
    box.querySelector("input").focus();
  };
  const openReplies = () => openFinder("replies");

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

  function findKeys(event, box) {
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

  function closeDetails(from) {
    const open = from.closest?.("details[open]");
    if (!open?.closest(".tools")) return;
    open.open = false;
    byId("text")?.focus();
  }

  function shortcuts(event) {
    const keys = {
      KeyJ: () => nextOfMine(),
      KeyW: () => (document.querySelector("#waiting button") ?? byId("lists")).focus(),
      KeyM: () => byId("text")?.focus(),
      KeyR: openReplies,
      KeyS: () => openFinder("services"),
    };
    const act = byId("lists") && keys[event.code];
    if (act) { event.preventDefault(); act(); }
  }

  function nextOfMine() {
    const links = [...document.querySelectorAll("#mine a[href^='/desk/']")];
    const at = links.findIndex((link) => link.hasAttribute("aria-current"));
    links[(at + 1) % links.length]?.click();
  }

  /* ---- signs of life ---- */
  async function stillHere() {
    told = Date.now();
    byId("idle").hidden = true;
    await Lines.ask("/awake", {}).catch(() => {});
  }

  both(["keydown", "pointerdown"], () => {
    active = Date.now();
    if (active - told > 5 * 60000) stillHere();
  });
  byId("stay").addEventListener("click", stillHere);
  window.setInterval(() => {
    const idle = Date.now() - active > 26 * 60000;
    if (idle && byId("idle").hidden) { byId("idle").hidden = false; byId("stay").focus(); }
  }, 15000);
  window.addEventListener("beforeunload", (event) => { if (Lines.hasUnsent()) event.preventDefault(); });

  Lines.opened();
  showTimes();
  showCounts();
})();
