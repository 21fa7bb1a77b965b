"use strict";
/* Shows how long somebody has waited: every second where a counsellor acts on it, every minute where a
   screen reader would speak each change. */
const Clock = (() => {
  const { words, now } = Desk;

  function span(since, ticks) {
    const seconds = Math.floor(Math.max(0, now() - since) / 1000);
    const minutes = Math.floor(seconds / 60);
    const fill = (text) => text.replace("#h", Math.floor(minutes / 60)).replace("#m", minutes % 60)
      .replace("#s", String(seconds % 60).padStart(minutes ? 2 : 1, "0"));
    if (minutes >= 60) return fill(words.timeHours);
    if (ticks) return fill(minutes ? words.timeTicks : words.timeSeconds);
    return fill(minutes ? words.timeMinutes : words.timeNow);
  }

  function show() {
    for (const time of document.querySelectorAll("time[data-since]")) {
      const text = span(Number(time.dataset.since), time.hasAttribute("data-ticks"));
      if (time.textContent !== text) time.textContent = text;
    }
  }

  window.setInterval(show, 1000);
  document.addEventListener("htmx:sseMessage", show);
  return { show };
})();
