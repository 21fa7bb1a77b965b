"use strict";
/* Rings when a child needs somebody, until somebody is at the keyboard again: a sound, a sign on the
   page and, if wished, a notification of the system. It never says who the child is or what it wrote. */
(() => {
  const bell = document.getElementById("bell");
  if (!bell) return;
  const KEPT = "desk-bell";
  const AGAIN = 30000;
  const TONES = {
    danger: [880, 660, 880, 660], offered: [660, 880], assigned: [660, 880, 880], breach: [520, 620, 520],
    late: [520, 520], unread: [740], waiting: [590, 740],
  };
  const ORDER = Object.keys(TONES);
  const tabs = new BroadcastChannel("desk-bell");
  const taken = new Set();
  const byId = (id) => document.getElementById(id);
  const wishes = { sound: true, notice: false, ...kept() };
  const says = (kind) => bell.getAttribute(`data-says-${kind}`);
  let known = null;
  let again = 0;
  let held = new Set();
  let audio = null;

  function kept() {
    try { return JSON.parse(localStorage.getItem(KEPT) ?? "{}"); } catch { return {}; }
  }

  function wish(name, value) {
    wishes[name] = value;
    try { localStorage.setItem(KEPT, JSON.stringify(wishes)); } catch { /* then for this page only */ }
  }

  /* What needs somebody now, each with its kind; a conversation being read here needs nobody. */
  function needs() {
    const found = new Map();
    const onDuty = document.querySelector("#duty .state.on");
    for (const card of document.querySelectorAll("#waiting li.card")) {
      if (!onDuty) break;
      found.set(card.id, card.classList.contains("danger") ? "danger" : "waiting");
      if (card.classList.contains("late")) found.set(`breach-${card.id}`, "breach");
    }
    for (const card of document.querySelectorAll("#mine li.offered")) found.set(card.id, "offered");
    for (const card of document.querySelectorAll("#mine li.mine")) {
      const read = card.id === `mine-${Desk.openId()}` && document.visibilityState === "visible" && document.hasFocus();
      if (!taken.has(card.id)) found.set(`assigned-${card.id}`, "assigned");
      if (card.classList.contains("late")) found.set(`late-${card.id}`, "late");
      /* What lay unread when a conversation came here is no news: taking or getting it has been told. */
      const told = held.has(card.id) ? "unread" : "told";
      if (Number(card.dataset.unread) && !read) found.set(`${card.id}-${card.dataset.unread}`, told);
    }
    return found;
  }

  function look() {
    const found = needs();
    const fresh = known ? [...found].filter(([key]) => !known.has(key)).map(([, kind]) => kind) : [];
    known = found;
    held = new Set([...document.querySelectorAll("#mine li.mine")].map((card) => card.id));
    const kind = ORDER.find((one) => fresh.includes(one));
    if (kind) ring(kind);
  }

  function ring(kind) {
    byId("bell-text").textContent = says(kind);
    bell.classList.add("ringing");
    sound(kind);
    notify(kind);
    window.clearInterval(again);
    again = window.setInterval(() => sound(kind), AGAIN);
  }

  /* Whoever is at one tab is at all of them. */
  function acknowledge() {
    hush();
    tabs.postMessage("");
  }

  function hush() {
    window.clearInterval(again);
    bell.classList.remove("ringing");
    byId("bell-text").textContent = "";
  }

  function sound(kind) {
    if (!wishes.sound) return;
    audio ??= new AudioContext();
    audio.resume();
    TONES[kind].forEach((pitch, at) => {
      const [tone, loudness] = [audio.createOscillator(), audio.createGain()];
      const start = audio.currentTime + at * 0.18;
      tone.frequency.value = pitch;
      loudness.gain.setValueAtTime(0.16, start);
      loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.16);
      tone.connect(loudness).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 0.17);
    });
  }

  function notify(kind) {
    if (!wishes.notice || !("Notification" in window) || Notification.permission !== "granted") return;
    try {
      const notice = new Notification(bell.dataset.title, { body: says(kind), tag: "desk" });
      notice.addEventListener("click", () => { window.focus(); notice.close(); });
    } catch { /* some phones let only a service worker notify */ }
  }

  byId("bell-sound").checked = wishes.sound;
  byId("bell-notice").checked = wishes.notice;
  byId("bell-sound").addEventListener("change", (event) => wish("sound", event.target.checked));
  byId("bell-notice").addEventListener("change", async (event) => {
    const allowed = event.target.checked && "Notification" in window
      && (await Notification.requestPermission()) === "granted";
    byId("bell-refused").hidden = allowed || !event.target.checked;
    event.target.checked = allowed;
    wish("notice", allowed);
  });
  byId("bell-try").addEventListener("click", (event) => {
    event.stopPropagation();
    sound("waiting");
    notify("waiting");
  });
  /* What somebody takes with their own hand, in whichever tab, is not announced to them. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    const path = event.detail.pathInfo.requestPath.split("/");
    if (path.at(-1) !== "claim") return;
    taken.add(`mine-${path.at(-2)}`);
    tabs.postMessage(`mine-${path.at(-2)}`);
  });
  tabs.addEventListener("message", (event) => (event.data ? taken.add(event.data) : hush()));
  for (const kind of ["keydown", "pointerdown"]) document.addEventListener(kind, acknowledge);
  document.addEventListener("htmx:sseMessage", look);
  look();
})();
