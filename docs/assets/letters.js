// The switch of letters: the formulas of a page as another paper or library writes them. They are
// typeset here, by what typeset the page, and only when they are asked for; the choice is kept.
"use strict";

(() => {
  const KEY = "lstm-sym-letters";
  const select = document.querySelector(".letters select");
  const style = document.querySelector('link[href*="katex.min.css"]');
  // Where the page was typeset without KaTeX there is nothing to typeset other letters with.
  if (!select || !style) return;

  const tex = (formula) => formula.querySelector("annotation")?.textContent.trim();
  const formulas = [...document.querySelectorAll(".md-content .arithmatex")].map((formula) => ({
    box: formula, own: formula.innerHTML, tex: tex(formula),
  }));

  const loaded = (address) =>
    new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });

  let letters = null;
  window.lstmSymLetters = (found) => { letters = found; };
  const ready = async () => {
    if (letters && window.katex) return;
    await Promise.all([
      loaded(select.dataset.of),
      loaded(style.href.replace("katex.min.css", "katex.min.js")),
    ]);
  };

  const show = async (name) => {
    if (name) await ready();
    for (const { box, own, tex } of formulas) {
      const theirs = name && letters[name][tex];
      if (theirs) {
        window.katex.render(theirs, box, {
          displayMode: box.tagName === "DIV", output: "htmlAndMathml", throwOnError: false, strict: "ignore",
        });
      } else if (box.innerHTML !== own) {
        box.innerHTML = own;
      }
    }
  };

  const remembered = () => {
    try { return localStorage.getItem(KEY) || ""; } catch { return ""; }
  };
  const remember = (name) => {
    try { localStorage.setItem(KEY, name); } catch { /* then it is not kept */ }
  };

  select.addEventListener("change", async () => {
    try {
      await show(select.value);
      remember(select.value);
    } catch {
      select.value = "";
      await show("");
    }
  });

  select.closest(".letters").hidden = false;
  const before = remembered();
  if ([...select.options].some((option) => option.value === before)) {
    select.value = before;
    show(before).catch(() => { select.value = ""; });
  }
})();
