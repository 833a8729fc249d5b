// How much of every step a page shows: brief, textbook or full. The choice is remembered.
"use strict";

(() => {
  const first = document.querySelector(".md-content details.why");
  if (!first) return;
  const KEY = "lstm_sym.level";
  const open = {
    brief: () => false,
    textbook: (fold) => fold.classList.contains("why"),
    full: (fold) => !fold.querySelector(".highlight"),
  };
  const folds = [...document.querySelectorAll(".md-content details")];
  const store = {
    get: () => { try { return localStorage.getItem(KEY); } catch { return null; } },
    set: (level) => { try { localStorage.setItem(KEY, level); } catch { /* not allowed */ } },
  };

  const control = document.createElement("div");
  control.className = "levels";
  control.setAttribute("role", "group");
  control.setAttribute("aria-label", "How much of every step is shown");
  const buttons = Object.keys(open).map((level) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = level;
    button.addEventListener("click", () => {
      store.set(level);
      show(level);
    });
    return button;
  });
  const show = (level) => {
    for (const fold of folds) fold.open = open[level](fold);
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.textContent === level));
  };
  control.append("Steps: ", ...buttons);
  document.querySelector(".md-content h1").after(control);

  const chosen = store.get();
  show(chosen in open ? chosen : "textbook");
  // What was folded above it has moved the place that the address names.
  if (chosen in open && location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
})();
