"use strict";
/* Copies a one-time link; without a clipboard the button stays hidden and the link can be selected. */
for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.textContent);
    document.getElementById(`${button.dataset.copy}-copied`).textContent = button.dataset.copied;
  });
}
