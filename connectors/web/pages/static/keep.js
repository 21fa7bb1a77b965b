// What this tab remembers: sessionStorage only, so that it ends with the tab. After `wipe` nothing is
// written any more, whatever was still under way.

const memory = new Map();
let wiped = false;

function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

export function read(name) {
  return memory.get(name) ?? attempt(() => sessionStorage.getItem(name));
}

export function write(name, value) {
  if (wiped) return;
  memory.set(name, value);
  attempt(() => sessionStorage.setItem(name, value));
}

export function drop(name) {
  memory.delete(name);
  attempt(() => sessionStorage.removeItem(name));
}

export function wipe() {
  wiped = true;
  memory.clear();
  attempt(() => sessionStorage.clear());
}
