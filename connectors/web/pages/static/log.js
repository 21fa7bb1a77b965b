// The conversation as bubbles. Server lines and the child's own echo meet here by id, so nothing
// stands twice; only the newest choices can be pressed.

import { put, say } from "./words.js";

const OWN = /^(share|keep):(.+)$/;

export class Log {
  #sent = document.getElementById("sent");
  #unsent = document.getElementById("unsent");
  #scroller = document.getElementById("scroller");
  #bubbles = new Map();
  #labels = new Map();
  #following = true;
  #turn = null; // the first bubble of what the bot says now
  #wanted = 0;
  #onTap;

  constructor(onTap) {
    this.#onTap = onTap;
    this.#scroller.addEventListener("scroll", () => (this.#following = this.#untouched()));
    // A keyboard or a notice that takes room must not cover the newest line.
    if ("ResizeObserver" in window) new ResizeObserver(() => this.follow()).observe(this.#scroller);
  }

  get empty() {
    return this.#bubbles.size === 0;
  }

  /** Remember what a tap is called, so that a tapped line can be shown by its words. */
  name(key, wordId) {
    this.#labels.set(key, { wordId });
  }

  /** Show the child's own line before the helpline has it. */
  echo(line) {
    if (this.#answered(line.text, line.kind === "tap")) return;
    const shown = { ...line, author: "child", tap: line.kind === "tap" ? line.text : null };
    this.#place(shown, this.#unsent);
    this.#retire();
    this.#turn = null;
    this.toEnd();
  }

  /** Show a line as the helpline has it. */
  show(line) {
    if (line.author === "child" && this.#answered(line.tap, true)) return;
    line.buttons.forEach(({ key, label }) => this.#labels.set(key, { text: label }));
    if (line.about && this.#bubbles.has(line.about)) this.#note(line);
    else this.#take(line);
    if (["bot", "queue"].includes(line.author)) this.#turn ??= this.#bubbles.get(line.id);
    else this.#turn = null;
    this.follow();
    if (line.about && line.buttons.length) this.#bring(this.#bubbles.get(line.about));
  }

  mark(id, state, message) {
    const mark = this.#bubbles.get(id)?.querySelector(".mark");
    if (!mark) return;
    put(mark, `mark.${state}`);
    mark.dataset.state = state;
    if (message) mark.append(` ${message}`);
    const settled = state !== "sending" && state !== "again";
    const bubble = mark.parentElement;
    if (settled && bubble.parentElement === this.#unsent) this.#sent.append(bubble);
  }

  clear() {
    this.#turn = null;
    this.#bubbles.clear();
    this.#sent.replaceChildren();
    this.#unsent.replaceChildren();
  }

  /** Keep the end in sight if it was. */
  follow() {
    if (this.#following && !this.empty) this.toEnd();
  }

  /** Show the end, but a longer turn of the bot from its beginning, where it matters most. */
  toEnd() {
    this.#following = true;
    const box = this.#scroller;
    const turn = this.#turn?.getBoundingClientRect().top ?? Infinity;
    const wanted = box.scrollTop + turn - box.getBoundingClientRect().top - 8;
    box.scrollTop = Math.min(box.scrollHeight, wanted);
    this.#wanted = box.scrollTop;
  }

  #take(line) {
    const known = this.#bubbles.has(line.id);
    if (!known && (line.author === "child" || line.buttons.length)) this.#retire();
    this.#place(line, this.#sent);
    if (line.author === "child") {
      this.mark(line.id, "received");
      this.#hide(line);
    }
  }

  #place(line, where) {
    const old = this.#bubbles.get(line.id);
    const bubble = old ?? element("article", `line ${line.author}`);
    const note = bubble.querySelector(".note");
    bubble.dataset.id = line.id;
    bubble.replaceChildren(...this.#parts(line, old));
    if (note) bubble.append(note);
    this.#bubbles.set(line.id, bubble);
    if (bubble.parentElement !== this.#sent) where.append(bubble);
  }

  #parts(line, old) {
    const who = element("p", "who");
    put(who, `author.${line.author}`);
    const text = old?.querySelector(".text") ?? element("p", "text");
    this.#speak(text, line);
    const mark = old?.querySelector(".mark") ?? element("p", "mark");
    mark.setAttribute("aria-live", "off");
    return [who, text, line.author === "child" ? mark : this.#choices(line)];
  }

  #speak(text, line) {
    if (text.dataset.tap) return; // a tap is shown by the words that stood on the button
    text.lang = line.language;
    const label = line.tap ? this.#labels.get(line.tap) : null;
    if (line.tap) text.dataset.tap = line.tap;
    if (label?.wordId) put(text, label.wordId);
    else text.textContent = label?.text ?? line.label ?? line.text;
  }

  #choices(line) {
    const row = element("div", "choices");
    row.lang = line.language;
    row.append(...line.buttons.map((button) => this.#choice(button)));
    return row;
  }

  #choice({ key, label }) {
    const link = /^(tel:[0-9+*#-]+|url:(https:\/\/.+))$/.exec(key);
    const choice = element(link ? "a" : "button", link ? "call" : "choice");
    choice.textContent = label;
    if (!link) {
      choice.type = "button";
      choice.addEventListener("click", () => this.#onTap(key, label));
      return choice;
    }
    choice.href = link[2] ?? key;
    if (link[2]) Object.assign(choice, { rel: "noopener noreferrer", target: "_blank" });
    return choice;
  }

  /** What was hidden in one of the child's own lines, said under that line. */
  #hide({ id, masked }) {
    const bubble = this.#bubbles.get(id);
    bubble.querySelector(".hidden")?.remove();
    if (!masked) return;
    const hidden = element("p", "hidden");
    put(hidden, masked === 1 ? "private.one" : "private.many", { count: masked });
    bubble.querySelector(".mark").after(hidden);
  }

  /** Show a question under an earlier line, unless the child has scrolled away. */
  #bring(bubble) {
    if (!this.#following) return;
    bubble?.querySelector(".note")?.scrollIntoView({ block: "nearest" });
    this.#wanted = this.#scroller.scrollTop;
  }

  #note(line) {
    const bubble = this.#bubbles.get(line.about);
    const note = element("div", "note");
    const text = element("p", "text");
    this.#speak(text, line);
    note.append(text, this.#choices(line));
    bubble.querySelector(".note")?.remove();
    bubble.append(note);
  }

  /** A choice under one of the child's own lines is no line of its own: it ends that question. */
  #answered(key, tapped) {
    const own = tapped ? OWN.exec(key) : null;
    if (!own) return false;
    this.#bubbles.get(own[2])?.querySelector(".note")?.remove();
    return true;
  }

  /** Take away older choices; links to call or read stay. */
  #retire() {
    const old = [...this.#sent.querySelectorAll(".line > .choices > .choice")];
    if (old.includes(document.activeElement)) this.#scroller.focus();
    old.forEach((choice) => choice.remove());
  }

  /** Whether the child has not scrolled away from what was shown last. */
  #untouched() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return Math.abs(scrollTop - this.#wanted) < 8 || scrollHeight - scrollTop - clientHeight < 160;
  }
}

export function typist(owner) {
  return say(owner === "counsellor" ? "author.counsellor" : "author.bot");
}

function element(tag, name) {
  const made = document.createElement(tag);
  made.className = name;
  return made;
}
