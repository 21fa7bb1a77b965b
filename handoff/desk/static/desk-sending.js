"use strict";
/* What a counsellor types: drafts, and lines on their way. Lines go out in order, each under an id of its
   own, so that trying again can never double one; what is not out yet lies in the drawer. */
const Sending = (() => {
  const { byId, openId, pane, ask } = Desk;
  const AGAIN = [1000, 2000, 4000, 8000, 15000];
  const unsent = new Map();
  const waitingFor = (id) => unsent.get(id) ?? unsent.set(id, []).get(id);
  const boxes = () => [...document.querySelectorAll("#conversation textarea")];
  const formOf = (item) => document.querySelector(`form.composer[data-kind="${item.kind}"]`);

  /* ---- drafts ---- */
  function draft(box) {
    if (openId() && !pane().hasAttribute("data-gone")) Drawer.put(openId(), { [box.id]: box.value });
    grow(box);
    mark();
  }

  function grow(box) {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight + 2, 220)}px`;
  }

  function mark() {
    const note = byId("note-begun");
    if (note) note.hidden = !byId("note-text").value.trim();
  }

  function fill() {
    for (const box of boxes()) {
      box.value ||= Drawer.get(openId())[box.id] ?? "";
      grow(box);
    }
    mark();
  }

  /* Another tab of the same person has sent it or typed on. */
  Drawer.reader.changed = (id) => {
    if (id !== openId() || pane().hasAttribute("data-closing")) return;
    for (const box of boxes()) {
      const text = Drawer.get(id)[box.id] ?? "";
      if (box.value !== text) box.value = text;
    }
    mark();
  };

  /* ---- lines ---- */
  function send(form) {
    const box = form.querySelector("textarea");
    const text = box.value.trim();
    const id = openId();
    if (!text || !id || pane().hasAttribute("data-gone")) return;
    const item = { id: crypto.randomUUID(), kind: form.dataset.kind, text };
    box.value = "";
    box.style.height = "";
    byId("pane-notice").replaceChildren();
    waitingFor(id).push(item);
    Drawer.put(id, { [box.id]: "", unsent: [...(Drawer.get(id).unsent ?? []), item] });
    mark();
    echo(item);
    pump(id);
  }

  function sent(id, item) {
    const items = waitingFor(id);
    items.splice(items.indexOf(item), 1);
    const left = (Drawer.get(id).unsent ?? []).filter((other) => other.id !== item.id);
    Drawer.put(id, { unsent: left });
  }

  function echo(item) {
    if (byId(`line-${item.id}`) || !formOf(item)) return;
    const line = byId("echo").content.cloneNode(true).firstElementChild;
    line.id = `line-${item.id}`;
    line.classList.add(formOf(item).dataset.class);
    line.querySelector(".by span").textContent = formOf(item).dataset.author;
    line.querySelector(".text").textContent = item.text;
    byId("lines").append(line);
    show(item, item.state ?? "sending");
    Lines.toEnd();
  }

  function show(item, state) {
    item.state = state;
    const line = byId(`line-${item.id}`);
    /* It may have arrived though the answer was lost: then the helpline's own line stands there. */
    if (!line?.hasAttribute("data-echo")) return;
    line.classList.toggle("stuck", state !== "sending");
    line.querySelector(".mark span").textContent = formOf(item).dataset[state];
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
      if (answer === "later") { show(item, "waiting"); again(id, items); break; }
      items.failures = 0;
      if (answer === "refused") { show(item, "refused"); continue; }
      sent(id, item);
      if (id === openId()) Lines.merge(answer);
    }
    items.busy = false;
  }

  function again(id, items) {
    window.clearTimeout(items.timer);
    items.failures = (items.failures ?? 0) + 1;
    items.timer = window.setTimeout(pump, AGAIN[Math.min(items.failures, AGAIN.length) - 1], id);
  }

  /* Returns the line as the helpline has it, "refused", or "later" when nobody can know. */
  async function post(id, item) {
    try {
      const response = await ask(`/desk/${id}/${item.kind}`, { line_id: item.id, text: item.text });
      const html = await response.text();
      if (response.ok) return html;
      if (response.status >= 500 || response.status === 401) return "later";
      if (id === openId()) byId("pane-notice").innerHTML = html;
      return "refused";
    } catch {
      return "later";
    }
  }

  function retry(lineId) {
    const item = waitingFor(openId()).find((other) => `line-${other.id}` === lineId);
    if (item) item.state = "sending";
    pump(openId());
  }

  function flush() {
    for (const [id, items] of unsent) if (items.length) pump(id);
  }

  /* Lines of an earlier page of ours, which was left before they were out. */
  function resume() {
    for (const id of Drawer.names()) {
      const known = waitingFor(id);
      const left = (Drawer.get(id).unsent ?? []).filter((item) => !known.some((one) => one.id === item.id));
      known.unshift(...left);
      if (id === openId()) known.forEach(echo);
      if (known.length) pump(id);
    }
  }

  function opened() {
    if (pane().hasAttribute("data-closing")) {
      Drawer.put(openId(), { text: "", "note-text": "", "pass-note": "" });
      return;
    }
    fill();
    waitingFor(openId()).forEach(echo);
    boxes()[0].focus();
  }

  /* The conversation has left us: what was begun for it goes, and unsent lines are owned up to. */
  function lost(id) {
    const count = (Drawer.get(id).unsent ?? []).length;
    unsent.delete(id);
    Drawer.forget(id);
    if (count) Desk.notice(byId("list-notice"), Desk.words.unsentLost.replace("#", count));
  }

  const hasUnsent = () => boxes().some((box) => box.value.trim())
    || [...unsent.values()].some((items) => items.length);

  return { draft, fill, send, retry, flush, resume, opened, lost, hasUnsent };
})();
