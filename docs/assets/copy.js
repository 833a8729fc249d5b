// Below every formula: copy it as LaTeX, SymPy, NumPy or JSON. The data of its step is in the page.
"use strict";

(() => {
  const kinds = { LaTeX: (step) => step.latex, SymPy: (step) => step.sympy, NumPy: (step) => step.numpy, JSON: (step) => JSON.stringify(step, null, 1) };

  const put = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };

  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", () => act(made));
    return made;
  };

  for (const data of document.querySelectorAll("script.claim")) {
    const box = document.getElementById(data.dataset.of);
    if (!box) continue;
    const copies = document.createElement("div");
    copies.className = "copies";
    copies.hidden = true;
    copies.setAttribute("role", "status");
    const toggle = button("copy", () => {
      if (!copies.childElementCount) {
        const step = JSON.parse(data.textContent);
        for (const [kind, text] of Object.entries(kinds)) {
          const words = text(step);
          if (!words) continue;
          copies.append(
            button(kind, async (one) => {
              await put(words);
              one.textContent = "copied";
              setTimeout(() => { one.textContent = kind; }, 1500);
            }),
          );
        }
      }
      copies.hidden = !copies.hidden;
      toggle.setAttribute("aria-expanded", String(!copies.hidden));
    });
    toggle.className = "copy";
    toggle.setAttribute("aria-expanded", "false");
    toggle.setAttribute("aria-label", `Copy ${data.dataset.of.replace(/^eq-/, "")}`);
    box.append(toggle, copies);
  }
})();
