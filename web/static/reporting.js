// While reports are being made, their list follows. Everything works without this file.
"use strict";

const EVERY = 1500;

async function follow() {
  const list = document.querySelector("[data-poll]");
  if (!list) return;
  try {
    const reply = await fetch(list.dataset.poll, { headers: { "X-Part": "1" } });
    if (!reply.ok || reply.redirected) return;
    const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").querySelector("#made");
    if (!fresh) return;
    if (fresh.outerHTML !== list.outerHTML) show(list, fresh);
  } catch {
    // Away for a moment: asked again.
  }
  setTimeout(follow, EVERY);
}

// The new list takes the place of the old one; the keyboard stays where it was, and what is new is said.
function show(list, fresh) {
  const held = list.contains(document.activeElement) ? document.activeElement.id : "";
  list.replaceWith(fresh);
  if (held) document.getElementById(held)?.focus({ preventScroll: true });
  const now = fresh.querySelector("[data-said]")?.textContent ?? "";
  const said = document.getElementById("said");
  if (said.textContent !== now) said.textContent = now;
}

setTimeout(follow, EVERY);
