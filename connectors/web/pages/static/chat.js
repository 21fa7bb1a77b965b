// The child's page: joins its parts. Everything that is shown or sent passes through one of them.

import * as door from "./door.js";
import * as keep from "./keep.js";
import { QuickExit } from "./leave.js";
import { Log, typist } from "./log.js";
import { Outbox } from "./outbox.js";
import { Stream } from "./stream.js";
import * as words from "./words.js";

const at = (id) => document.getElementById(id);
const TYPING_SHOWN = 6000;
const TYPING_SENT = 3000;
const URGENT = new Set(["tel:191", "tel:1669"]);

let owner = "none";
let started = false;
let nobody = false;
let danger = false;
let typingEnds = 0;
let typingSent = -Infinity;
const troubles = { stream: "", outbox: "" };

const log = new Log(tap);
const stream = new Stream({
  line: showLine,
  status: showStatus,
  typing: showTyping,
  up: () => trouble("stream", ""),
  down: (status, tries) => trouble("stream", status === 200 || tries === 0 ? "" : "away"),
});
const outbox = new Outbox({
  sending: (line) => door.token() && stream.start(),
  received,
  waiting,
  refused,
});
new QuickExit(stop);

function begin() {
  at("late").remove();
  const welcome = at("welcome").querySelectorAll("[data-key]");
  welcome.forEach((button) => {
    log.name(button.dataset.key, button.dataset.name);
    button.addEventListener("click", () => tap(button.dataset.key));
  });
  log.name("lang:th", "bar.thai");
  log.name("lang:en", "bar.english");
  words.translate();
  showState();
  outbox.lines.forEach(restore);
  // What was said before the page was loaded is shown, but not read out again.
  if (door.token()) at("log").setAttribute("aria-live", "off");
  if (door.token()) stream.start();
  outbox.run();
}

function restore(line) {
  if (line.kind === "forget") show("forget", "forget.doing");
  else echo(line, "again");
}

function echo(line, state) {
  log.echo(line);
  log.mark(line.id, state);
  welcome();
}

// What the child does.

function speak(kind, text, label) {
  const line = { id: door.newId(), kind, text, label, language: words.language };
  echo(line, "sending");
  outbox.add(line);
}

function tap(key, label) {
  const language = /^lang:(th|en)$/.exec(key)?.[1];
  if (language) words.choose(language);
  speak("tap", key, label);
}

function send(event) {
  event.preventDefault();
  const text = at("text").value.trim();
  if (!text) return at("text").focus();
  at("text").value = "";
  fit();
  speak("text", text);
}

function switchLanguage() {
  const other = words.language === "th" ? "en" : "th";
  if (log.empty) words.choose(other);
  else tap(`lang:${other}`);
}

function forget() {
  show("forget", "forget.doing");
  if (!door.token() && !outbox.lines.length) return forgotten();
  outbox.only({ id: door.newId(), kind: "forget", text: "", language: words.language });
}

function typed(event) {
  fit();
  if (owner !== "counsellor" || event.timeStamp - typingSent < TYPING_SENT) return;
  typingSent = event.timeStamp;
  door.postTyping();
}

// What becomes of it.

function received(line) {
  trouble("outbox", "");
  stream.start();
  if (line.kind === "forget") forgotten();
  else log.mark(line.id, "received");
}

function waiting(line, status, tries) {
  trouble("outbox", status === 429 || status === 401 || tries === 0 ? "" : "away");
  if (line.kind === "forget") words.put(at("forget-state"), "forget.trying");
  else log.mark(line.id, "again");
}

function refused(line, message) {
  trouble("outbox", "");
  log.mark(line.id, "refused", message?.[words.language]);
  if (line.kind === "text") at("text").value ||= line.text;
  fit();
}

function forgotten() {
  stop();
  danger = false;
  keep.wipe();
  log.clear();
  at("text").value = "";
  show("done");
}

function stop() {
  stream.stop();
  outbox.stop();
  clearTimeout(typingEnds);
}

// What the helpline says.

function showLine(line) {
  hideTyping();
  if (line.author !== "child") words.follow(line.language);
  log.show(line);
  welcome();
  if (line.buttons.some(({ key }) => URGENT.has(key))) remindOfCalls();
}

function showStatus(status) {
  at("log").setAttribute("aria-live", "polite");
  const ended = status.owner === "closed" || (status.owner === "none" && started);
  owner = ended ? "closed" : status.owner;
  danger &&= !ended;
  started = started || !["none", "closed"].includes(status.owner);
  nobody = owner === "waiting" && !status.on_duty;
  const place = status.place;
  const waits = nobody ? "nobody" : place === 1 ? "next" : place ? "place" : "waiting";
  at("status").dataset.owner = owner;
  tell(at("status"), `status.${owner === "waiting" ? waits : owner}`, { place });
  showState();
}

function showTyping() {
  at("typing-who").textContent = typist(owner);
  at("typing").hidden = false;
  log.follow();
  clearTimeout(typingEnds);
  typingEnds = setTimeout(hideTyping, TYPING_SHOWN);
}

function hideTyping() {
  at("typing").hidden = true;
}

function trouble(who, what) {
  troubles[who] = what && (navigator.onLine ? what : "lost");
  showState();
}

function showState() {
  const now = troubles.stream || troubles.outbox;
  if (now) tell(at("trouble"), `line.${now}`);
  else silence(at("trouble"));
  const alone = owner !== "counsellor" && owner !== "closed";
  at("calls").hidden = !(nobody || (danger && alone) || now === "away");
}

// Whom to call now stays in reach until a person is there, however long the talk grows.
function remindOfCalls() {
  danger = true;
  showState();
}

// A live region is read out whenever it is written, so it is written only when it changes.
function tell(element, id, fields) {
  if (element.textContent !== words.say(id, fields)) words.put(element, id, fields);
}

function silence(element) {
  delete element.dataset.word;
  element.textContent = "";
}

// The screen.

function welcome() {
  if (at("welcome").contains(document.activeElement) && !log.empty) at("scroller").focus();
  at("welcome").hidden = !log.empty;
}

function show(view, state) {
  menu(false);
  document.querySelectorAll(".view").forEach((one) => (one.hidden = one.id !== view));
  at("menu-open").hidden = view === "done";
  if (view === "forget") forgetState(state);
  if (view === "chat") at("menu-open").focus();
  else at(view).querySelector("h1").focus();
}

function forgetState(state) {
  ["forget-yes", "forget-no"].forEach((id) => (at(id).hidden = Boolean(state)));
  if (state) words.put(at("forget-state"), state);
  else silence(at("forget-state"));
}

function menu(open) {
  at("menu").hidden = !open;
  at("menu-open").setAttribute("aria-expanded", String(open));
}

function fit() {
  const text = at("text");
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight + 2, 140)}px`;
}

at("write").addEventListener("submit", send);
at("text").addEventListener("input", typed);
at("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
});
at("language").addEventListener("click", switchLanguage);
at("menu-open").addEventListener("click", () => menu(at("menu").hidden));
at("menu-human").addEventListener("click", () => {
  show("chat");
  tap("human");
});
at("menu-known").addEventListener("click", () => show("known"));
at("menu-forget").addEventListener("click", () => show("forget"));
at("known-close").addEventListener("click", () => show("chat"));
at("forget-yes").addEventListener("click", forget);
at("forget-no").addEventListener("click", () => show("chat"));
at("done-again").addEventListener("click", () => location.replace(location.pathname));
addEventListener("keydown", (event) => {
  if (event.key === "Escape") menu(false);
});
// A page kept by the browser after it was left must not come back with words on it.
addEventListener("pageshow", (event) => event.persisted && location.reload());

begin();
// What was pressed before this script was there is pressed now (early.js).
dispatchEvent(new Event("ready"));
