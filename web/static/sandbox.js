// Small comforts of the sandbox. Everything works without this file.
"use strict";

// On narrow windows the menu is folded until it is wanted.
const menu = document.querySelector(".menu-all");
const wide = window.matchMedia("(min-width: 64rem)");
if (menu) {
  const fold = () => { menu.open = wide.matches; };
  fold();
  wide.addEventListener("change", fold);
}

// A choice that is sent as soon as it is made needs no button.
for (const select of document.querySelectorAll("select[data-send]")) {
  select.form.querySelectorAll("[data-spare]").forEach((button) => { button.hidden = true; });
  select.addEventListener("change", () => select.form.requestSubmit());
}

// Another row of lines without a new page.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=more]");
  if (!button) return;
  const table = button.form.querySelector(`[data-lines="${button.value}"] tbody`);
  const last = table.lastElementChild;
  if (!last) return;
  const place = table.children.length;
  const row = last.cloneNode(true);
  for (const control of row.querySelectorAll("[name]")) {
    control.name = control.name.replace(/^(\w+)\.\d+\./, `$1.${place}.`);
    if (control.id) control.id = control.id.replace(/-\d+-/, `-${place}-`);
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-describedby");
    if (control.hasAttribute("aria-label")) {
      const label = control.getAttribute("aria-label").replace(/[^\s,،、]+$/, new Intl.NumberFormat(document.documentElement.lang).format(place + 1));
      control.setAttribute("aria-label", label);
    }
    if (control.type === "checkbox") control.checked = false;
    else if (control.tagName !== "SELECT") control.value = "";
    else control.selectedIndex = 0;
  }
  row.querySelectorAll(".error").forEach((error) => error.remove());
  table.append(row);
  button.form.elements[`rows.${button.value}`].value = place + 1;
  row.querySelector("select, input:not([type=hidden])").focus();
  event.preventDefault();
});

// What nothing can bring back is asked about once more.
document.addEventListener("submit", (event) => {
  const { ask } = event.target.dataset;
  if (ask && !window.confirm(ask)) event.preventDefault();
});
