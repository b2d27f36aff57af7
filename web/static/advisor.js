// Small comforts. Everything works without this file.
"use strict";

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

// A link to a folded part opens it; on paper every part is open.
function unfold() {
  const wanted = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = wanted && wanted.closest("details:not([open])");
  if (!folded) return;
  folded.open = true;
  wanted.scrollIntoView();
}
addEventListener("hashchange", unfold);
unfold();
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details.part:not([open])")) { part.open = true; part.dataset.folded = ""; }
});
addEventListener("afterprint", () => {
  for (const part of document.querySelectorAll("details[data-folded]")) { part.open = false; delete part.dataset.folded; }
});

// Trying other answers: the new piece takes the place of the old one on the same page.
let asking = null;
async function replace(panel, address, stay) {
  asking?.abort();
  asking = new AbortController();
  panel.setAttribute("aria-busy", "true");
  try {
    const reply = await fetch(address, { headers: { "X-Part": "1" }, signal: asking.signal });
    const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").querySelector("[data-panel]");
    if (!fresh) throw new Error("no panel");
    panel.replaceWith(fresh);
    const goals = stay ? [`#${stay}`] : ["[aria-invalid]", "[role=alert]", "[data-focus]", "fieldset input", "select"];
    const goal = goals.map((one) => fresh.querySelector(one)).find(Boolean);
    goal?.focus({ preventScroll: true });
    goal?.scrollIntoView({ block: "nearest" });
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}
document.addEventListener("submit", (event) => {
  const panel = event.target.closest("[data-panel]");
  if (!panel || !("part" in event.target.dataset)) return;
  event.preventDefault();
  const address = new URL(event.target.action);
  address.search = new URLSearchParams(new FormData(event.target));
  replace(panel, address);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-panel] a[data-part]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  replace(link.closest("[data-panel]"), link.href);
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-panel] form.choosing");
  if (form && event.target.matches("select")) {
    const address = new URL(form.action);
    address.search = new URLSearchParams(new FormData(form));
    replace(form.closest("[data-panel]"), address, event.target.id);
  }
});
document.addEventListener("input", (event) => {
  if (event.target.closest("[data-panel] .trying")) settle(event.target);
});

// The list of languages closes like any menu: with Escape, or when something else is chosen.
const languages = document.querySelector(".languages");
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && languages?.open) {
    languages.open = false;
    languages.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  if (languages?.open && !languages.contains(event.target)) languages.open = false;
});
