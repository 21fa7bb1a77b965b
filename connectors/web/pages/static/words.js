// The page's own words in the language the child chose; they come with the page, reviewed.

import * as keep from "./keep.js";

const words = JSON.parse(document.getElementById("words").textContent);

export let language = keep.read("language") ?? guess();

function guess() {
  return (navigator.languages ?? []).find((tag) => /^(th|en)\b/.test(tag))?.startsWith("en") ? "en" : "th";
}

export function say(id, fields = {}) {
  return words[id][language].replace(/{(\w+)}/g, (_, name) => fields[name]);
}

/** Give an element words that change with the language. */
export function put(element, id, fields = {}) {
  element.dataset.word = id;
  element.dataset.fields = JSON.stringify(fields);
  element.textContent = say(id, fields);
}

export function choose(chosen) {
  language = chosen;
  keep.write("language", chosen);
  translate();
}

/** Speak as the conversation does, unless the child chose a language itself. */
export function follow(spoken) {
  if (keep.read("language") || spoken === language) return;
  language = spoken;
  translate();
}

export function translate() {
  const root = document.documentElement;
  root.lang = language;
  root.dataset.chosen = keep.read("language") ?? "";
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = say(element.dataset.word, JSON.parse(element.dataset.fields ?? "{}"));
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
  }
  for (const element of document.querySelectorAll("[data-hint]")) {
    element.placeholder = say(element.dataset.hint);
  }
  const other = document.getElementById("language");
  other.textContent = say("bar.other");
  other.lang = language === "th" ? "en" : "th";
}
