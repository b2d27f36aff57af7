// Small comforts. Everything works without this file.
"use strict";

for (const element of document.querySelectorAll("[data-copy], [data-print]")) element.hidden = false;

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if ("print" in button.dataset) window.print();
  if (button.dataset.copy) {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    navigator.clipboard?.writeText(field.value).then(() => { button.textContent = button.dataset.done; });
  }
});

// "I don't know" and "None of these" stand alone; anything else takes them back.
function settle(control) {
  const others = [...control.form.elements].filter((other) => other !== control && other.name === control.name);
  const alone = "alone" in control.dataset;
  if (control.type === "radio" || (control.type === "checkbox" && !control.checked)) return;
  if (control.type !== "checkbox" && control.value === "") return;
  for (const other of others) {
    if (other.type === "checkbox" && (alone || "alone" in other.dataset)) other.checked = false;
    else if (alone && other.type !== "checkbox") other.value = "";
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) {
  let saving = null;
  const save = async () => {
    const body = new URLSearchParams(new FormData(form));
    try {
      const signal = AbortSignal.timeout(5000);
      const reply = await fetch(form.action, { method: "POST", body, signal, headers: { "X-Autosave": "1" } });
      const seen = reply.headers.get("X-Seen");
      if (seen) form.elements.seen.value = seen;
    } catch {
      // The answers are sent again with the button.
    }
  };
  form.addEventListener("input", (event) => settle(event.target));
  form.addEventListener("change", () => {
    const mine = (saving ?? Promise.resolve()).then(save).finally(() => { if (saving === mine) saving = null; });
    saving = mine;
  });
  // A form that is being saved is sent when that is done, so that it knows what is stored.
  form.addEventListener("submit", async (event) => {
    if (!saving) return;
    const button = event.submitter;
    event.preventDefault();
    while (saving) await saving;
    form.requestSubmit(button);
  });
}
