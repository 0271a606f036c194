"use strict";
// Pages work without this; it shows times in the reader's zone, takes in what is new, and moves the picture of a flow.

const times = (root) => {
  for (const time of root.querySelectorAll("time[datetime]")) {
    time.textContent = new Date(time.dateTime).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  }
};

const picture = (root) => {
  const svg = root.querySelector(".paper svg");
  if (!svg) return;
  const paper = svg.parentElement;
  let scale = 1;
  const zoom = (factor) => {
    scale = factor ? Math.min(6, Math.max(0.3, scale * factor)) : 1;
    svg.style.width = `${100 * scale}%`;
  };
  for (const button of root.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => zoom(Number(button.dataset.zoom)));
  }
  paper.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.1 : 0.9);
  }, { passive: false });
  let held = null;
  paper.addEventListener("pointerdown", (event) => { held = [event.clientX, event.clientY, paper.scrollLeft, paper.scrollTop]; });
  addEventListener("pointerup", () => { held = null; });
  paper.addEventListener("pointermove", (event) => {
    if (!held) return;
    paper.scrollLeft = held[2] - (event.clientX - held[0]);
    paper.scrollTop = held[3] - (event.clientY - held[1]);
  });
};

const dress = (root) => { times(root); picture(root); };

// What somebody is typing, has opened or is looking at stays as it is.
const takeIn = async () => {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const typed = new Map([...document.querySelectorAll("textarea, input, select")].map((field) => [field.id, field.value]));
  const open = new Set([...document.querySelectorAll("details[open] summary")].map((summary) => summary.textContent));
  const focus = document.activeElement && document.activeElement.id;
  document.querySelector("main").replaceWith(fresh.querySelector("main"));
  for (const [id, value] of typed) {
    const field = id && document.getElementById(id);
    if (field) field.value = value;
  }
  for (const details of document.querySelectorAll("details")) {
    details.open = open.has(details.querySelector("summary").textContent);
  }
  dress(document);
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  document.getElementById("said").textContent = "The thread went on; this page shows it.";
};

dress(document);
const live = document.querySelector("[data-live]")?.dataset.live;
if (live && !new URLSearchParams(location.search).has("before")) {
  new EventSource(live).addEventListener("changed", takeIn);
}
