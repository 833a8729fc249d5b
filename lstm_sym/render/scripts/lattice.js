// All paths of an error through a small network, and their sum: an entry of the Jacobians' product.
"use strict";

explorers.lattice = (() => {
  const n = 3, t = 4;
  const W = [[1.2, -0.8, 0.5], [0.6, 0.9, -1.1], [-0.7, 1.4, 0.3]];
  const a = [[0.2, -1.0, 0.4], [-0.3, 0.8, 1.2], [0.9, 0.1, -0.6], [0, 0.5, -0.2]];
  const units = { 1: "1", 2: "2", 3: "3" };

  const walk = (u, v, q) => {
    const found = [];
    const listing = {
      ...words,
      paths: (edge, from, to, length, size) => {
        for (const way of words.ways(from, to, length, size)) {
          found.push({ way, product: words.along(edge, way), edges: way.slice(1).map((unit, m) => edge(way[m], unit, m + 1)) });
        }
        return words.paths(edge, from, to, length, size);
      },
    };
    const sum = formulas["error-flow/path-sum"]({ W, a, n, q, t, u, v }, listing);
    const entry = formulas["error-flow/matrix-form"]({ W, a, n, q, t })[v - 1][u - 1];
    return { paths: found, sum, entry };
  };

  const picture = (u, v, q, { paths, sum, entry }) => (made) => {
    const wide = stage.room(), high = 220, across = (m) => wide - 24 - ((wide - 48) * m) / q, down = (unit) => 40 + 70 * (unit - 1);
    const svg = made("svg", { viewBox: `0 0 ${wide} ${high}`, role: "img" }, made("title", {}, `Paths from unit ${u} to unit ${v}, ${q} steps earlier`));
    const line = (way) => way.map((unit, m) => `${m ? "L" : "M"}${across(m).toFixed(1)} ${down(unit)}`).join("");
    const largest = Math.max(...paths.flatMap(({ edges }) => edges.map(Math.abs)));
    const drawn = new Set();
    for (const { way, edges } of paths) {
      edges.forEach((factor, m) => {
        const key = [m, way[m], way[m + 1]].join();
        if (drawn.has(key)) return;
        drawn.add(key);
        const d = `M${across(m)} ${down(way[m])}L${across(m + 1)} ${down(way[m + 1])}`;
        const stroke = (0.6 + (5 * Math.abs(factor)) / largest).toFixed(2);
        svg.append(made("path", { class: factor < 0 ? "edge negative" : "edge", d, "stroke-width": stroke }, made("title", {}, stage.short(factor))));
      });
    }
    const chosen = made("path", { class: "chosen", d: "" });
    svg.append(chosen);
    for (let m = 0; m <= q; m += 1) {
      for (let unit = 1; unit <= n; unit += 1) {
        const end = (m === 0 && unit === u) || (m === q && unit === v);
        svg.append(
          made("circle", { class: end ? "unit end" : "unit", cx: across(m), cy: down(unit), r: 15 }),
          made("text", { class: "name", x: across(m), y: down(unit) + 5, "text-anchor": "middle" }, String(unit)),
        );
      }
      svg.append(made("text", { class: "tick", x: across(m), y: high - 6, "text-anchor": "middle" }, m ? `t − ${m}` : "t"));
    }
    const legend = made(
      "p",
      { class: "keys" },
      made("span", { class: "key passes" }, "thick where much passes"),
      made("span", { class: "key turns" }, "dashed where the sign turns"),
    );
    const told = made("p", { class: "product", "aria-live": "polite" }, "Point at a path, or reach it with the keyboard.");
    const list = made("ul", { class: "paths" });
    for (const { way, edges, product } of paths) {
      const button = made("button", { type: "button" }, `${[...way].reverse().join(" ← ")}: ${stage.short(product)}`);
      const show = () => {
        chosen.setAttribute("d", line(way));
        told.textContent = `${edges.map((factor) => stage.short(factor)).reverse().join(" · ")} = ${stage.short(product)}`;
      };
      for (const event of ["pointerenter", "focus", "click"]) button.addEventListener(event, show);
      list.append(made("li", {}, button));
    }
    return [svg, legend, told, list];
  };

  return {
    controls: [
      { name: "u", label: "from unit u", value: "1", choices: units },
      { name: "v", label: "to unit v", value: "3", choices: units },
      { name: "q", label: "steps q", value: "2", choices: { 1: "1", 2: "2", 3: "3", 4: "4" } },
    ],
    compute: ({ u, v, q }) => {
      const found = walk(u, v, q);
      const many = found.paths.length;
      return {
        ...found,
        sentence:
          `${many === 1 ? "One path leads" : `${many} paths lead`} from unit ${u} to unit ${v}, ${q} ${q === 1 ? "step" : "steps"} earlier. ` +
          `Their products add up to ${stage.short(found.sum, 6)}; the entry of the product of Jacobians is ${stage.short(found.entry, 6)}.`,
        picture: picture(u, v, q, found),
      };
    },
    table: () => ({
      head: ["from u", "to v", "steps q", "paths", "their sum", "entry of the product"],
      rows: [[1, 3, 1], [1, 3, 2], [2, 2, 3], [3, 1, 4]].map(([u, v, q]) => {
        const { paths, sum, entry } = walk(u, v, q);
        return [u, v, q, paths.length, stage.short(sum, 6), stage.short(entry, 6)].map(String);
      }),
    }),
  };
})();
