// Deals are moved by dragging their cards. Everything works without this file: each card has a menu.
"use strict";

let carried = null;

for (const card of document.querySelectorAll(".deal-card:has(form)")) {
  card.draggable = true;
  card.addEventListener("dragstart", (event) => {
    carried = card;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.id);
    card.classList.add("deal-carried");
  });
  card.addEventListener("dragend", () => {
    card.classList.remove("deal-carried");
    carried = null;
  });
}

// The button of the carried card that leads to a column, if there is one.
const way = (column) => carried && carried.querySelector(`button[data-to="${column.dataset.stage}"]`);

for (const column of document.querySelectorAll(".deal-column")) {
  column.addEventListener("dragover", (event) => {
    if (!way(column)) return;
    event.preventDefault();
    column.classList.add("deal-over");
  });
  column.addEventListener("dragleave", () => column.classList.remove("deal-over"));
  column.addEventListener("drop", (event) => {
    const button = way(column);
    column.classList.remove("deal-over");
    if (!button) return;
    event.preventDefault();
    button.form.requestSubmit(button);
  });
}
