// A table that is wider than its place scrolls; the keyboard reaches it too.
"use strict";

addEventListener("load", () => {
  const measured = new ResizeObserver((boxes) => {
    for (const { target } of boxes) {
      const scrolls = target.scrollWidth > target.clientWidth;
      for (const [name, value] of [["tabindex", "0"], ["role", "group"], ["aria-label", "table"]]) {
        if (scrolls) target.setAttribute(name, value);
        else target.removeAttribute(name);
      }
    }
  });
  // The theme's own script puts these boxes round the tables.
  document.querySelectorAll(".md-typeset__scrollwrap").forEach((box) => measured.observe(box));
});
