"use strict";
/* Lets the browser ask its device for a passkey and sends what comes back with the form around the button.
   Where a browser knows no passkeys the buttons stay hidden, and password and code do. */
(() => {
  const works = window.PublicKeyCredential?.parseRequestOptionsFromJSON;

  async function asked(place, form) {
    const response = await fetch(place.dataset.ask, {
      method: "POST",
      headers: {
        "HX-Request": "true",
        "HX-Current-URL": location.href,
        "X-CSRF-Token": form.elements.csrf.value,
      },
      body: new URLSearchParams({ "-": "" }),
    });
    const elsewhere = response.headers.get("HX-Redirect");
    if (elsewhere) location.assign(elsewhere);
    else if (response.status === 403) location.reload(); /* another page of ours took a new cookie */
    if (!response.ok) return null;
    return response.json();
  }

  function fromDevice(kind, options) {
    if (kind === "make") {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
      return navigator.credentials.create({ publicKey });
    }
    return navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
    });
  }

  async function use(place) {
    const form = place.closest("form");
    const notice = place.querySelector(".notice");
    notice.hidden = true;
    try {
      const options = await asked(place, form);
      if (!options) return;
      const brought = await fromDevice(place.dataset.passkey, options);
      form.elements[place.dataset.field].value = JSON.stringify(brought.toJSON());
      form.submit();
    } catch { /* refused by hand, no device, or an address that can have no passkey */
      notice.hidden = false;
    }
  }

  for (const place of document.querySelectorAll("[data-passkey]")) {
    place.hidden = !works;
    place.querySelector("button").addEventListener("click", () => use(place));
  }
  const none = document.getElementById("no-passkeys-here");
  if (none) none.hidden = Boolean(works);
})();
