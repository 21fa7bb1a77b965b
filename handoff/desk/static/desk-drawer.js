"use strict";
/* What a counsellor has begun and not sent: kept in this browser through reload, sign-out and crash, for
   twelve hours. Each conversation's is sealed under a key that the server gives only to the person who is
   signed in, so that whoever sits here next reads nothing. Nothing is ever written unsealed. */
const Drawer = (() => {
  const PREFIX = "desk-draft:";
  const LIFE = 12 * 60 * 60 * 1000;
  const NONCE = 12;
  const begun = new Map();
  const writing = new Map();
  const early = new Set();
  const reader = { changed: () => {} };
  const given = Desk.byId("desk")?.dataset.keys.split(" ") ?? [];
  let keys = [];
  let works = false;
  delete Desk.byId("desk")?.dataset.keys;

  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const text = (some) => btoa(Array.from(some, (byte) => String.fromCharCode(byte)).join(""));
  const bound = (id, until) => new TextEncoder().encode(`${id} ${until}`);

  async function sealed(id) {
    const until = Desk.now() + LIFE;
    const iv = crypto.getRandomValues(new Uint8Array(NONCE));
    const plain = new TextEncoder().encode(JSON.stringify(begun.get(id)));
    const how = { name: "AES-GCM", iv, additionalData: bound(id, until) };
    const body = new Uint8Array(await crypto.subtle.encrypt(how, keys[0], plain));
    return `${until} ${text([...iv, ...body])}`;
  }

  /* Returns null for what somebody else has sealed, or nobody can open any more. */
  async function unsealed(id, kept) {
    const [until, body] = kept.split(" ");
    for (const key of keys) {
      try {
        const [iv, rest] = [bytes(body).slice(0, NONCE), bytes(body).slice(NONCE)];
        const how = { name: "AES-GCM", iv, additionalData: bound(id, until) };
        return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, rest)));
      } catch { /* perhaps with the key of yesterday */ }
    }
    return null;
  }

  async function open() {
    if (!given.length) return;
    try {
      keys = await Promise.all(given.map((key) => (
        crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["encrypt", "decrypt"]))));
      for (const [place, kept] of Object.entries(localStorage)) {
        if (place.startsWith(PREFIX)) await look(place, kept);
      }
      works = true;
      for (const id of early) write(id);
    } catch {
      refuse();
    }
  }

  async function look(place, kept) {
    if (!(Number(kept.split(" ")[0]) > Desk.now())) { localStorage.removeItem(place); return; }
    const id = place.slice(PREFIX.length);
    const found = await unsealed(id, kept);
    /* What has been typed since the page was opened is newer. */
    if (found && (begun.has(id) || !early.has(id))) begun.set(id, { ...found, ...begun.get(id) });
  }

  /* A browser may forbid storage, or have none left: then drafts last as long as the page. */
  function refuse() {
    works = false;
    Desk.byId("unkept").hidden = false;
  }

  const get = (id) => begun.get(id) ?? {};

  /* Lays something in; what is empty is taken out. */
  function put(id, some) {
    const all = Object.entries({ ...get(id), ...some });
    const full = all.filter(([, part]) => part && Object.keys(part).length);
    if (full.length) begun.set(id, Object.fromEntries(full));
    else begun.delete(id);
    return write(id);
  }

  function forget(id) {
    begun.delete(id);
    return write(id);
  }

  /* One writing at a time for each conversation, and always of the newest. */
  async function write(id) {
    if (!works) { early.add(id); return; }
    if (writing.has(id)) { writing.set(id, "again"); return; }
    try {
      do {
        writing.set(id, "once");
        const kept = begun.has(id) ? await sealed(id) : null;
        if (kept && begun.has(id)) localStorage.setItem(PREFIX + id, kept);
        else localStorage.removeItem(PREFIX + id);
      } while (writing.get(id) === "again");
    } catch {
      refuse();
    } finally {
      writing.delete(id);
    }
  }

  /* Another tab of the same person has written. */
  window.addEventListener("storage", async (event) => {
    if (!event.key?.startsWith(PREFIX) || !works) return;
    const id = event.key.slice(PREFIX.length);
    const found = event.newValue && await unsealed(id, event.newValue);
    if (found) begun.set(id, found);
    else begun.delete(id);
    reader.changed(id);
  });

  return {
    get, put, forget, reader,
    names: () => [...begun.keys()],
    works: () => works,
    ready: open(),
  };
})();
