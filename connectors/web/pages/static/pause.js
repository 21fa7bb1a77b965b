// Waiting before another try: longer each time, never in step with other pages, cut short when the
// network is back or the child looks at the page again.

export function backOff(tries) {
  return Math.min(30, 2 ** tries) * (0.5 + Math.random() / 2);
}

export function pause(seconds) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      document.removeEventListener("visibilitychange", look);
      resolve();
    };
    const look = () => document.visibilityState === "visible" && end();
    const timer = setTimeout(end, seconds * 1000);
    addEventListener("online", end);
    document.addEventListener("visibilitychange", look);
  });
}
