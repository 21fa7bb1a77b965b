"use strict";
/* Joins the page to its event stream: opens it where it left off, says when it is broken, and has
   everything read again when it is whole. */
const Stream = (() => {
  const { byId, words, openId } = Desk;
  const SILENT = 40000;
  let cursor = words.cursor;
  let alive = Date.now();
  let stream = null;
  let broken = false;
  const told = { state: () => {}, typing: () => {} };

  htmx.createEventSource = (url) => {
    stream = new EventSource(cursor ? `${url}?after=${encodeURIComponent(cursor)}` : url);
    const on = (kind, what) => stream.addEventListener(kind, (event) => {
      alive = Date.now();
      if (event.lastEventId) cursor = event.lastEventId;
      what(event.data);
    });
    on("beat", () => {});
    on("lost", readAll);
    on("lines", (id) => { if (id === openId()) Lines.read(); });
    on("state", (id) => { if (id === openId()) told.state(id); });
    on("typing", (id) => { if (id === openId()) told.typing(); });
    on("bye", Desk.leave);
    stream.addEventListener("open", connected);
    stream.addEventListener("error", lost);
    return stream;
  };

  function readAll() {
    Lines.read();
    if (openId()) told.state(openId());
  }

  function connected() {
    alive = Date.now();
    if (!broken) return;
    broken = false;
    byId("connection").textContent = words.back;
    byId("connection").className = "connection fine";
    window.setTimeout(() => { if (!broken) byId("connection").textContent = ""; }, 4000);
    readAll();
    Sending.flush();
  }

  function lost() {
    broken = true;
    byId("connection").textContent = words.reconnecting;
    byId("connection").className = "connection";
    /* Closed for good means an answer that is no stream: perhaps the session is over. */
    if (stream.readyState === EventSource.CLOSED) Desk.ask(location.pathname).catch(() => {});
  }

  function reopen() {
    alive = Date.now();
    stream.close();
    stream.dispatchEvent(new Event("error"));
  }

  /* A laptop that slept may hold a connection that is long dead and does not know it. */
  function look() {
    if (stream && Date.now() - alive > SILENT) reopen();
  }

  window.setInterval(look, 5000);
  document.addEventListener("resume", () => { if (stream) reopen(); });
  window.addEventListener("offline", () => { if (stream) lost(); });
  window.addEventListener("online", () => { if (stream && broken) reopen(); });

  return { told };
})();
