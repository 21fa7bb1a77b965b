"use strict";
/* The closing form: what the counsellor has changed in it lies in the drawer until it is closed. What the
   server knows already stays the server's, so that an answer the child gives meanwhile is not lost. */
const Closing = (() => {
  const { byId, openId } = Desk;
  const form = () => byId("closing");
  const fields = () => [...form().elements].filter((field) => field.name);
  const ticks = (field) => field.type === "checkbox" || field.type === "radio";

  function values(name, chosen) {
    return fields().filter((field) => field.name === name).flatMap((field) => {
      if (ticks(field)) return chosen(field) ? [field.value] : [];
      return [...field.options].filter(chosen).map((option) => option.value);
    });
  }
  const now = (part) => part.selected ?? part.checked;
  const given = (part) => part.defaultSelected ?? part.defaultChecked;

  /* A list of choices with none marked shows its first one. */
  function changed() {
    const names = new Set(fields().map((field) => field.name));
    return Object.fromEntries([...names].map((name) => [name, values(name, now)]).filter(([name, is]) => {
      const was = values(name, given);
      return is.join() !== was.join() && (was.length || is.join() !== first(name));
    }));
  }

  function first(name) {
    const field = fields().find((one) => one.name === name);
    return ticks(field) ? "" : field.options[0].value;
  }

  function opened() {
    const kept = Object.entries(Drawer.get(openId()).form ?? {});
    for (const [name, is] of kept) {
      for (const field of fields().filter((one) => one.name === name)) {
        if (ticks(field)) field.checked = is.includes(field.value);
        else field.value = is[0];
        if (field.closest(".more")) field.closest(".more").open = true;
      }
    }
    if (kept.length) form().dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.addEventListener("change", (event) => {
    if (form()?.contains(event.target)) Drawer.put(openId(), { form: changed() });
  });

  /* It erases, so no key does it by the way: only the button, or the two keys together. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !form()?.contains(event.target)) return;
    if (event.ctrlKey || event.metaKey) form().requestSubmit();
    else if (event.target.matches("button, summary")) return;
    event.preventDefault();
  });

  return { opened };
})();
