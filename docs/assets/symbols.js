// A symbol of a formula tells what it means and its shape: under the pointer, by a tap, and by Enter
// on the formula. What it tells is its row in the table of symbols that belongs to the formula.
"use strict";

(() => {
  const content = document.querySelector(".md-content__inner");
  const boxes = [...document.querySelectorAll(".md-content div.arithmatex")];
  if (!boxes.length) return;

  const tables = [...content.querySelectorAll("table")].filter((table) => table.rows[0].cells[0].textContent === "symbol");
  // The table below a formula, before the next section; or else the one of the whole page.
  const tableOf = (box) => {
    let from = box;
    while (from.parentElement !== content) from = from.parentElement;
    for (let at = from; at && !at.matches("h1, h2"); at = at.previousElementSibling)
      if (at.matches(".eqn")) { from = at; break; }
    for (let at = from; at && !at.matches("h2"); at = at.nextElementSibling) {
      const found = at.matches("details") && tables.find((table) => at.contains(table));
      if (found) return found;
    }
    const whole = document.getElementById("symbols");
    return whole && tables.find((table) => whole.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING);
  };

  // A letter with its accent, and what stands above and below it.
  const text = (node) => node.textContent.replace(/\u200b/g, "").trim();
  const leaves = (root) => [...root.querySelectorAll(".katex-html *")]
    .filter((leaf) => !leaf.childElementCount && text(leaf) && !leaf.closest(".accent-body"));
  const scripts = (node) => {
    const next = node.nextElementSibling;
    if (!next?.matches(".msupsub")) return { above: "", below: "" };
    const parts = [...next.querySelector(".vlist").children].map(text);
    return next.querySelector(".vlist-t").matches(".vlist-t2")
      ? { below: parts[0], above: parts[1] ?? "" }
      : { below: "", above: parts[0] };
  };
  const head = (leaf) => {
    const over = leaf.closest(".accent, .overline");
    const accent = over && (over.querySelector(".accent-body")?.textContent ?? "line");
    let whole = over ?? leaf;
    while (whole.parentElement.matches(".mord") && whole.parentElement.childElementCount === 1) whole = whole.parentElement;
    return { letter: text(leaf), accent, ...scripts(whole) };
  };
  const heads = (root) => leaves(root).filter((leaf) => !leaf.parentElement.closest(".msupsub")).map(head);

  const rowsOf = (table) => [...table.tBodies[0].rows].map((row) => {
    const [symbol] = row.cells;
    const all = heads(symbol);
    const signs = all.filter((one) => one.letter !== "⋅");
    return { row, heads: symbol.querySelector(".mfrac") ? all : signs.slice(0, 1), fraction: !!symbol.querySelector(".mfrac") };
  }).filter((row) => row.heads.length);

  // How well a letter of a formula is that of a row: the row's marks begin the letter's; -1 if not at all.
  const fit = (own, theirs) => {
    if (own.letter !== theirs.letter || own.accent !== theirs.accent || !own.above.startsWith(theirs.above)) return -1;
    const { below, above } = theirs;
    if (below === "t") return above.length + (own.below ? 0.5 : 0);
    if (below && ![own.below, own.above].some((mark) => mark.startsWith(below))) return -1;
    return above.length + below.length + (own.below ? 0 : 0.25);
  };
  const best = (own, rows) => {
    const scored = rows.filter((row) => !row.fraction).map((row) => [fit(own, row.heads[0]), row]);
    const [score, row] = scored.reduce((a, b) => (b[0] > a[0] ? b : a), [-1, null]);
    if (row) return row;
    // The row of e_l or l_m stands for the letter with any index.
    const any = rows.filter(({ fraction, heads: [one] }) => !fraction && one.letter === own.letter && one.accent === own.accent);
    return any.length === 1 && own.below && any[0].heads[0].below.length === 1 ? any[0] : null;
  };
  // The row of a letter; a mark belongs to the letter that it marks, an index is a letter of its own.
  const told = (leaf, rows) => {
    const marks = leaf.parentElement.closest(".msupsub");
    if (marks) {
      const over = marks.previousElementSibling;
      const nucleus = over && (over.childElementCount ? over.querySelector(".mord:not(:has(*))") : over);
      const row = nucleus && best(head(nucleus), rows);
      const known = row && [row.heads[0].above, row.heads[0].below === "t" ? "" : row.heads[0].below];
      if (known?.some((mark) => mark && mark.includes(text(leaf)))) return row;
    }
    const own = best(head(leaf), rows);
    if (own) return own;
    const fraction = leaf.closest(".mfrac");
    if (!fraction) return null;
    const inside = [...fraction.querySelectorAll("*")]
      .filter((one) => !one.childElementCount && text(one) && !one.closest(".accent-body") && !one.parentElement.closest(".msupsub"))
      .map(head);
    return rows.find((row) => row.fraction && row.heads.length === inside.length
      && row.heads.every((theirs, i) => fit(inside[i], theirs) >= 0)) ?? null;
  };

  // KaTeX runs letters that stand side by side together.
  const toldAll = (leaf, rows) => {
    const row = told(leaf, rows);
    if (row || !leaf.matches(".mathnormal")) return row ? [row] : [];
    return [...text(leaf)].map((letter) => best({ letter, accent: null, above: "", below: "" }, rows)).filter(Boolean);
  };

  const tip = document.createElement("div");
  tip.className = "tip md-typeset";
  tip.setAttribute("role", "status");
  tip.hidden = true;
  const hint = document.createElement("span");
  hint.id = "__symbols";
  hint.hidden = true;
  hint.textContent = "Enter tells its symbols, one after the other";
  document.body.append(tip, hint);

  let asked = [], closing = 0;
  const hide = () => {
    clearTimeout(closing);
    tip.hidden = true;
    for (const leaf of asked) leaf.classList.remove("asked");
    asked = [];
  };
  const hideSoon = () => { clearTimeout(closing); closing = setTimeout(hide, 250); };
  const line = ({ row }) => {
    const made = document.createElement("p");
    for (const cell of [...row.cells].filter(text)) {
      const part = document.createElement("span");
      part.append(...[...cell.childNodes].map((node) => node.cloneNode(true)));
      made.append(part);
    }
    return made;
  };
  const show = ({ leaf, rows }, all) => {
    hide();
    const same = all.filter((one) => one.leaf !== leaf && rows.every((row) => one.rows.includes(row)));
    asked = [leaf, ...same.map((one) => one.leaf)];
    for (const one of asked) one.classList.add("asked");
    tip.replaceChildren(...rows.map(line));
    tip.hidden = false;
    const at = leaf.getBoundingClientRect();
    const under = at.bottom + 8 + tip.offsetHeight < innerHeight;
    tip.style.top = `${under ? at.bottom + 8 : at.top - 8 - tip.offsetHeight}px`;
    tip.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - tip.offsetWidth - 8))}px`;
  };

  // What is found is kept until the page changes: a switch of letters typesets it again.
  let kept = new Map();
  new MutationObserver(() => { kept = new Map(); }).observe(content, { childList: true, subtree: true });
  const once = (key, found) => {
    if (!kept.has(key)) kept.set(key, found());
    return kept.get(key);
  };
  // The letters of a formula that have something to tell.
  const symbols = (box) => once(box, () => {
    const table = tableOf(box);
    const rows = table ? once(table, () => rowsOf(table)) : [];
    return leaves(box).map((leaf) => ({ leaf, rows: toldAll(leaf, rows) })).filter((one) => one.rows.length);
  });

  // By its place: columns and stacks lie over the letters, and take their events. A finger is blunt.
  const under = (all, { clientX: x, clientY: y, pointerType }) => {
    const near = pointerType === "touch" ? 6 : 0;
    return all.map((one) => [one, one.leaf.getBoundingClientRect()])
      .filter(([, r]) => x >= r.left - near && x <= r.right + near && y >= r.top - near && y <= r.bottom + near)
      .sort(([, a], [, b]) => Math.hypot(a.x + a.width / 2 - x, a.y + a.height / 2 - y) - Math.hypot(b.x + b.width / 2 - x, b.y + b.height / 2 - y))[0]?.[0];
  };

  for (const box of boxes) {
    const at = (event) => {
      const all = symbols(box);
      const one = under(all, event);
      if (one?.leaf !== asked[0]) one ? show(one, all) : hideSoon();
      else clearTimeout(closing);
    };
    box.setAttribute("aria-describedby", hint.id);
    box.addEventListener("pointermove", (event) => event.pointerType === "mouse" && at(event));
    box.addEventListener("pointerleave", hideSoon);
    box.addEventListener("click", at);
    box.addEventListener("blur", hideSoon);
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== box) return;
      const all = symbols(box);
      const distinct = all.filter((one, i) => all.findIndex((other) => other.rows[0] === one.rows[0]) === i);
      if (!distinct.length) return;
      event.preventDefault();
      const now = distinct.findIndex(({ leaf }) => leaf === asked[0]);
      const next = distinct[(now + (event.shiftKey ? distinct.length - 1 : 1)) % distinct.length];
      next.leaf.scrollIntoView({ block: "nearest", inline: "nearest" });
      show(next, all);
    });
  }
  tip.addEventListener("pointerenter", () => clearTimeout(closing));
  tip.addEventListener("pointerleave", hideSoon);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.addEventListener("scroll", hideSoon, { passive: true });
})();
