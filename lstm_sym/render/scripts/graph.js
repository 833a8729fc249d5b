// Show of the graph only what one claim leans on: the claim is named by the fragment.
"use strict";

(() => {
  const graph = document.querySelector(".graph");
  const lines = [...graph.querySelectorAll(".lines path")];
  const nodes = new Map([...graph.querySelectorAll("a[id]")].map((node) => [node.id, node]));
  const leans = new Map();
  for (const { dataset } of lines) leans.set(dataset.to, [...(leans.get(dataset.to) ?? []), dataset.from]);

  const below = (name) => {
    const found = new Set([name]);
    for (const one of found) for (const used of leans.get(one) ?? []) found.add(used);
    return found;
  };

  const told = document.createElement("div");
  told.className = "leans";
  told.setAttribute("aria-live", "polite");
  graph.before(told);

  const link = (name) => {
    const node = nodes.get(name);
    const a = document.createElement("a");
    a.href = node.getAttribute("href");
    a.textContent = name;
    return a;
  };

  const show = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    const chosen = nodes.has(name) ? below(name) : undefined;
    graph.classList.toggle("filtered", Boolean(chosen));
    for (const [one, node] of nodes) node.classList.toggle("kept", Boolean(chosen?.has(one)));
    for (const line of lines) line.classList.toggle("kept", Boolean(chosen?.has(line.dataset.to) && chosen.has(line.dataset.from)));
    told.replaceChildren();
    if (!chosen) return;
    chosen.delete(name);
    const all = document.createElement("a");
    all.href = "#";
    all.textContent = "Show all";
    const list = document.createElement("ul");
    for (const one of chosen) {
      const item = document.createElement("li");
      item.append(link(one));
      list.append(item);
    }
    const head = document.createElement("p");
    head.append(link(name), chosen.size ? ` leans on ${chosen.size} other claims. ` : " leans on no other claim. ", all);
    told.append(head, list);
  };

  addEventListener("hashchange", show);
  show();
})();
