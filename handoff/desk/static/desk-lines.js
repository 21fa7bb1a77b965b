"use strict";
/* The lines of the open conversation: merged by id and place, so that none is lost or doubled however
   often the connection breaks. */
const Lines = (() => {
  const { byId, openId, pane, ask } = Desk;
  const AGAIN = [500, 1000, 2000, 4000, 8000];
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  let reading = false;
  let readAgain = false;
  let failures = 0;

  const list = () => byId("lines");
  const scroll = () => byId("scroll");

  function parsed(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return [...holder.content.querySelectorAll("li.line")];
  }

  function showTimes(root) {
    for (const time of root.querySelectorAll("time[data-clock]")) {
      time.textContent = clock.format(new Date(Number(time.dataset.clock)));
    }
  }

  function place(line) {
    const shown = byId(line.id);
    if (shown && !shown.hasAttribute("data-echo")) return renew(shown, line);
    if (shown) shown.remove();
    const seq = Number(line.dataset.seq);
    const next = [...list().children].find(
      (other) => other.hasAttribute("data-echo") || Number(other.dataset.seq) > seq,
    );
    list().insertBefore(line, next ?? null);
    /* What the child was writing has come. */
    const typing = byId("typing")?.firstElementChild;
    if (typing && line.classList.contains("child")) typing.hidden = true;
    return undefined;
  }

  /* Only what has become different is touched, which keeps screen readers quiet. */
  function renew(shown, line) {
    shown.className = line.className;
    shown.toggleAttribute("data-unsettled", line.hasAttribute("data-unsettled"));
    for (const part of [".by", ".text"]) {
      const [old, young] = [shown.querySelector(part), line.querySelector(part)];
      if (old.innerHTML !== young.innerHTML) old.replaceWith(young);
    }
    const [old, young] = [shown, line].map((item) => [...item.querySelectorAll(".mark")]);
    const both = [old, young].map((marks) => marks.map((mark) => mark.outerHTML).join(""));
    if (both[0] === both[1]) return;
    for (const mark of old) mark.remove();
    shown.append(...young);
  }

  function merge(html) {
    if (!list()) return;
    const atEnd = isAtEnd();
    for (const line of parsed(html)) {
      showTimes(line);
      Hiding.dress(line);
      place(line);
    }
    follow(atEnd);
  }

  const isAtEnd = () => {
    const box = scroll();
    return !box || box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  };

  function toEnd() {
    if (scroll()) scroll().scrollTop = scroll().scrollHeight;
  }

  function follow(atEnd) {
    if (atEnd) toEnd();
    else if (byId("newer") && !isAtEnd()) byId("newer").hidden = false;
    seen();
  }

  /* Up to where every line is here and settled. Our own lines come with the answer to sending, so they
     may stand behind a line of the child that has not been read yet. */
  function after() {
    let last = 0;
    for (const line of list().querySelectorAll("li[data-seq]")) {
      if (Number(line.dataset.seq) !== last + 1 || line.hasAttribute("data-unsettled")) break;
      last += 1;
    }
    return last;
  }

  async function read() {
    if (!openId() || !list()) return;
    if (reading) { readAgain = true; return; }
    reading = true;
    const id = openId();
    try {
      const response = await ask(`/desk/${id}/lines?after=${after()}`);
      if (response.status >= 500) throw new Error("later");
      failures = 0;
      if (response.ok && id === openId()) merge(await response.text());
      else if (response.status === 409 || response.status === 404) gone(id);
    } catch {
      /* The stream may be whole while this was cut, so nobody else would ask again. */
      window.setTimeout(read, AGAIN[Math.min(failures, AGAIN.length - 1)]);
      failures += 1;
    } finally {
      reading = false;
      if (readAgain) { readAgain = false; read(); }
    }
  }

  function seen() {
    const id = openId();
    const shown = list()?.querySelectorAll("li[data-seq]");
    const seq = Number(shown?.[shown.length - 1]?.dataset.seq ?? 0);
    if (!id || document.visibilityState !== "visible" || pane().hasAttribute("data-closing")) return;
    if (seq > Number(pane().dataset.seen ?? 0)) {
      pane().dataset.seen = String(seq);
      ask(`/desk/${id}/seen`, { seq }).catch(() => { delete pane()?.dataset.seen; });
    }
  }

  /* The conversation is no longer ours: what was read goes, what was typed stays to be copied. The list
     of mine may never have shown it, so that the lines which were not out are owned up to from here too. */
  function gone(id) {
    if (id !== openId() || Desk.acting() || pane().hasAttribute("data-gone")) return;
    pane().setAttribute("data-gone", "");
    for (const line of list().querySelectorAll("li:not([data-echo])")) line.remove();
    for (const control of pane().querySelectorAll("button, select")) control.disabled = true;
    Desk.notice(byId("pane-notice"), Desk.words.elsewhere);
    Sending.lost(id);
  }

  function opened() {
    showTimes(pane());
    if (pane().hasAttribute("data-closing")) return;
    toEnd();
    const newer = byId("newer");
    scroll().addEventListener("scroll", () => { if (isAtEnd()) newer.hidden = true; });
    seen();
    /* What changed after the page was made and before it was shown was told to nobody. */
    read();
  }

  return { read, merge, seen, gone, opened, toEnd };
})();
