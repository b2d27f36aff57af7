// Sliders, moving in a ranking, and the preview of weights as they are set. Everything works without this file.
"use strict";

{
const PAUSE = 200; // ms after the last change
const form = document.getElementById("giving");

for (const button of document.querySelectorAll("[data-scripted]")) button.hidden = true;
for (const choice of document.querySelectorAll("select[data-go]")) {
  choice.addEventListener("change", () => {
    // Whose weights: in the way in which they were given.
    choice.form.elements.method.disabled = choice.name === "who";
    choice.form.requestSubmit();
  });
}

let waiting = 0;
let asking = null;

async function show() {
  const place = document.querySelector("[data-preview]");
  asking?.abort();
  asking = new AbortController();
  place.setAttribute("aria-busy", "true");
  try {
    const body = new URLSearchParams(new FormData(form));
    const reply = await fetch(form.dataset.previewAt, { method: "POST", body, headers: { "X-Part": "1" }, signal: asking.signal });
    if (!reply.ok) throw new Error(String(reply.status));
    const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").body;
    place.replaceChildren(...fresh.childNodes);
    place.removeAttribute("aria-busy");
  } catch (error) {
    // The button still shows what changes on a page of its own.
    if (error.name !== "AbortError") for (const button of form.querySelectorAll("[data-scripted]")) button.hidden = false;
  }
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(show, PAUSE);
}

// Points: the slider and the number say the same.
function points(slider) {
  const field = document.getElementById(slider.dataset.with);
  slider.hidden = false;
  slider.value = field.value;
  slider.addEventListener("input", () => { field.value = slider.value; });
  field.addEventListener("input", () => { slider.value = field.value; });
}

// Pairs: to the left the first matters more, to the right the second; right-to-left pages are mirrored by the browser.
function pair(slider) {
  const field = document.getElementById(slider.dataset.pair);
  const chosen = () => [...field.options].findIndex((option) => option.selected);
  const follow = () => {
    const place = chosen();
    slider.value = place ? place - 9 : 0;
    slider.classList.toggle("unset", !place);
    slider.setAttribute("aria-valuetext", field.options[place].text);
  };
  slider.closest(".slide").hidden = false;
  slider.closest("li").classList.add("sliding");
  const say = () => {
    field.selectedIndex = Number(slider.value) + 9;
    follow();
  };
  slider.addEventListener("input", say);
  // A click on the middle changes nothing of a slider that stands there, and yet says "equally".
  slider.addEventListener("pointerup", () => { if (!chosen()) { say(); soon(); } });
  field.addEventListener("change", follow);
  follow();
}

// Ranks: moving a criterion numbers all of them anew, each once.
function ranking(list) {
  const number = () => [...list.children].forEach((row, place) => { row.querySelector("select").value = String(place + 1); });
  for (const button of list.querySelectorAll("[data-move]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const row = button.closest("li");
      const other = button.dataset.move === "up" ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      if (button.dataset.move === "up") other.before(row); else other.after(row);
      number();
      button.focus();
      soon();
    });
  }
  list.addEventListener("change", () => {
    const rows = [...list.children];
    rows.sort((one, other) => one.querySelector("select").value - other.querySelector("select").value);
    const held = document.activeElement;
    list.append(...rows);
    held?.focus();
  });
}

if (form) {
  form.querySelectorAll("[data-with]").forEach(points);
  form.querySelectorAll("[data-pair]").forEach(pair);
  form.querySelectorAll("[data-ranks]").forEach(ranking);
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
}
}
