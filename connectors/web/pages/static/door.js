// Every request this page makes. The token goes into a header only, never into an address.

import * as keep from "./keep.js";

let opening = null;

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export const token = () => keep.read("token");

/** See that there is a token; the answer if none is given now. */
async function admission() {
  if (token()) return {};
  opening ??= request("/chat/session", { method: "POST" });
  const answer = await opening;
  opening = null;
  if (answer.status !== 201) return answer;
  keep.write("token", answer.body.token);
  return {};
}

/** Post a line; the answer is `{status, body, wait}`, status 0 when there was no answer at all. */
export async function post(line) {
  const refused = await admission();
  if (refused.status !== undefined) return refused;
  const used = token();
  const answer = await request("/chat/messages", message(line));
  if (answer.status === 401) renounce(used);
  return answer;
}

/** Say goodbye while the page is being left; nobody waits for the answer. */
export function postLast(line) {
  if (token()) fetch("/chat/messages", { ...message(line), keepalive: true }).catch(() => {});
}

export function postTyping() {
  if (token()) request("/chat/typing", { method: "POST", headers: proof() });
}

export async function openStream(after, signal) {
  const used = token();
  const headers = { ...proof(), Accept: "text/event-stream" };
  if (after) headers["Last-Event-ID"] = after;
  const response = await fetch("/chat/events", { headers, signal, cache: "no-store" });
  if (response.status === 401) renounce(used);
  return response;
}

/** Give up a token the helpline does not know any more; a newer one stays. */
function renounce(used) {
  if (token() === used) keep.drop("token");
}

function proof() {
  return { Authorization: `Bearer ${token()}` };
}

function message({ id, kind, text, language }) {
  return {
    method: "POST",
    headers: { ...proof(), "Content-Type": "application/json" },
    body: JSON.stringify({ id, kind, text, language }),
  };
}

async function request(path, options) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), 20000);
  try {
    const response = await fetch(path, { cache: "no-store", signal: patience.signal, ...options });
    const wait = Number(response.headers.get("Retry-After")) || 0;
    const body = await response.json().catch(() => ({}));
    return { status: response.status, body, wait };
  } catch {
    return { status: 0, body: {}, wait: 0 };
  } finally {
    clearTimeout(timer);
  }
}
