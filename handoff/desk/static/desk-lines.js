"use strict";
/* The open conversation: merges lines by id, so that none is lost or doubled, and sends what is typed
   in order. It keeps drafts and unsent lines in memory only; nothing is ever put into storage. */
const Lines = (() => {
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const unsent = new Map();
  const drafts = new Map();
  let reading = false;
  let readAgain = false;
  let leaving = false;

  const words = () => document.getElementById("words").dataset;
  const pane = () => document.getElementById("conversation");
  const openId = () => pane()?.dataset.conversation;
  const list = () => document.getElementById("lines");
  const scroll = () => document.getElementById("scroll");
  const waitingFor = (id) => unsent.get(id) ?? unsent.set(id, []).get(id);

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
      headers["X-CSRF-Token"] = words().csrf;
    }
    return fetch(path, options).then((response) => {
      if (response.status === 401) leave();
      return response;
    });
  }

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
    const shown = document.getElementById(line.id);
    if (shown && !shown.hasAttribute("data-echo")) return renew(shown, line);
    if (shown) shown.remove();
    const seq = Number(line.dataset.seq);
    const next = [...list().children].find(
      (other) => other.hasAttribute("data-echo") || Number(other.dataset.seq) > seq,
    );
    list().insertBefore(line, next ?? null);
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
      place(line);
    }
    follow(atEnd);
  }

  const isAtEnd = () => {
    const box = scroll();
    return !box || box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  };

  function follow(atEnd) {
    const newer = document.getElementById("newer");
    if (atEnd && scroll()) scroll().scrollTop = scroll().scrollHeight;
    else if (newer && !isAtEnd()) newer.hidden = false;
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
      if (response.ok && id === openId()) merge(await response.text());
      else if (response.status === 409 || response.status === 404) gone();
    } catch { /* the stream opens again later and then this is asked again */ } finally {
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

  /* An action is under way whose answer will replace the conversation. */
  const acting = () => Boolean(pane()?.querySelector(".htmx-request"));

  /* The conversation is no longer ours: what was read goes, what was typed stays to be copied. */
  function gone() {
    if (acting()) return;
    const box = document.getElementById("pane-notice");
    if (!pane() || pane().hasAttribute("data-gone")) return;
    pane().setAttribute("data-gone", "");
    for (const line of list().querySelectorAll("li:not([data-echo])")) line.remove();
    for (const control of pane().querySelectorAll("button, select")) control.disabled = true;
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.setAttribute("role", "alert");
    notice.textContent = words().elsewhere;
    box.replaceChildren(notice);
  }

  function send(form) {
    const box = form.querySelector("textarea");
    const text = box.value.trim();
    if (!text || !openId() || pane().hasAttribute("data-gone")) return;
    const item = { id: crypto.randomUUID(), kind: form.dataset.kind, text, form: { ...form.dataset } };
    box.value = "";
    box.style.height = "";
    document.getElementById("pane-notice").replaceChildren();
    waitingFor(openId()).push(item);
    echo(item);
    pump(openId());
  }

  function echo(item) {
    if (document.getElementById(`line-${item.id}`)) return;
    const line = document.getElementById("echo").content.cloneNode(true).firstElementChild;
    line.id = `line-${item.id}`;
    line.classList.add(item.form.class);
    line.querySelector(".by span").textContent = item.form.author;
    line.querySelector(".text").textContent = item.text;
    list().append(line);
    show(item, item.state ?? "sending");
    if (scroll()) scroll().scrollTop = scroll().scrollHeight;
  }

  function show(item, state) {
    item.state = state;
    const line = document.getElementById(`line-${item.id}`);
    if (!line) return;
    line.classList.toggle("stuck", state !== "sending");
    line.querySelector(".mark span").textContent = item.form[state];
    line.querySelector(".mark button").hidden = state === "sending";
  }

  async function pump(id) {
    const items = waitingFor(id);
    if (items.busy) return;
    items.busy = true;
    for (;;) {
      const item = items.find((other) => other.state !== "refused");
      if (!item) break;
      show(item, "sending");
      const answer = await post(id, item);
      if (answer === "later") { show(item, "waiting"); break; }
      if (answer === "refused") { show(item, "refused"); continue; }
      items.splice(items.indexOf(item), 1);
      if (id === openId()) merge(answer);
    }
    items.busy = false;
  }

  /* Returns the line as the helpline has it, "refused", or "later" when nobody can know. */
  async function post(id, item) {
    try {
      const response = await ask(`/desk/${id}/${item.kind}`, { line_id: item.id, text: item.text });
      const html = await response.text();
      if (response.ok) return html;
      if (response.status >= 500 || response.status === 401) return "later";
      if (id === openId()) document.getElementById("pane-notice").innerHTML = html;
      return "refused";
    } catch {
      return "later";
    }
  }

  function retry(lineId) {
    const items = waitingFor(openId());
    const item = items.find((other) => `line-${other.id}` === lineId);
    if (item) item.state = "sending";
    pump(openId());
  }

  function flush() {
    for (const [id, items] of unsent) if (items.length) pump(id);
  }

  function keepDraft() {
    const box = document.getElementById("text");
    if (box && openId()) drafts.set(openId(), box.value);
  }

  function opened() {
    const conversation = pane();
    if (!conversation || conversation.hasAttribute("data-ready")) return;
    conversation.setAttribute("data-ready", "");
    showTimes(conversation);
    if (conversation.hasAttribute("data-closing")) {
      drafts.delete(openId());
      return;
    }
    const box = document.getElementById("text");
    box.value = drafts.get(openId()) ?? "";
    for (const item of waitingFor(openId())) echo(item);
    scroll().scrollTop = scroll().scrollHeight;
    scroll().addEventListener("scroll", () => {
      if (isAtEnd()) document.getElementById("newer").hidden = true;
    });
    seen();
    /* What changed after the page was made and before it was shown was told to nobody. */
    read();
    box.focus();
  }

  function hasUnsent() {
    const typed = document.getElementById("text")?.value.trim();
    return Boolean(typed) || [...unsent.values()].some((items) => items.length);
  }

  return {
    ask, leave, words, openId, acting, read, seen, gone, send, retry, flush, keepDraft, opened,
    hasUnsent,
  };
})();
