// What all explorers share: controls, a chart, a sentence. An explorer computes, and this draws.
"use strict";

// By name: { controls, compute(values) -> { sentence, chart?, picture? }, table() -> { head, rows } }.
const explorers = {};

const stage = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const HEIGHT = 320, LEFT = 64, RIGHT = 16, TOP = 16, BOTTOM = 46;

  // On a phone a picture is narrower, so that its words stay as large.
  const room = () => Math.max(320, Math.min(640, document.documentElement.clientWidth - 32));

  const short = (x, digits = 3) => {
    if (!Number.isFinite(x)) return x > 0 ? "∞" : x < 0 ? "−∞" : "–";
    const size = Math.abs(x);
    const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? x.toExponential(digits - 1) : String(Number(x.toPrecision(digits)));
    return text.replace("-", "−").replace(/e\+?(.*)$/, " · 10^$1").replace("^-", "^−");
  };

  const made = (tag, attributes = {}, ...inside) => {
    const svg = ["svg", "g", "path", "line", "circle", "text", "title", "desc", "rect"].includes(tag);
    const node = svg ? document.createElementNS(SVG, tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...inside);
    return node;
  };

  // A sentence with the exponents of its powers of ten raised.
  const raised = (words) => words.split(/\^([−.0-9]*[0-9])/).map((part, k) => (k % 2 ? made("sup", {}, part) : part));

  // The same where there is only text.
  const lifted = (words) => words.replace(/\^([−0-9]+)/g, (_, power) => [...power].map((c) => (c === "−" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c])).join(""));

  const ticks = (low, high, many) => {
    const rough = (high - low) / many;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((k) => k * power).find((s) => s >= rough);
    const found = [];
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k += 1) found.push(k * step);
    return found;
  };

  // Curves [{ name, points: [[x, y]], kind }] and marks [{ x, y, name }] in one picture.
  const chart = ({ title, x, y, curves, marks = [], level }) => {
    const WIDTH = room();
    const shown = curves.flatMap((curve) => curve.points).filter((p) => p.every(Number.isFinite));
    const xs = shown.map((p) => p[0]), ys = [...shown.map((p) => p[1]), ...(level === undefined ? [] : [level])];
    const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
    let [y0, y1] = [Math.min(...ys), Math.max(...ys)];
    const air = (y1 - y0 || 1) * 0.06;
    [y0, y1] = [y0 - air, y1 + air];
    const across = (v) => LEFT + ((v - x0) / (x1 - x0 || 1)) * (WIDTH - LEFT - RIGHT);
    const up = (v) => HEIGHT - BOTTOM - ((v - y0) / (y1 - y0)) * (HEIGHT - TOP - BOTTOM);
    const svg = made("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" }, made("title", {}, title));
    for (const v of ticks(y0, y1, 6)) {
      svg.append(
        made("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: up(v), y2: up(v) }),
        made("text", { class: "tick", x: LEFT - 8, y: up(v) + 4, "text-anchor": "end" }, lifted(short(v))),
      );
    }
    for (const v of ticks(x0, x1, WIDTH / 90)) {
      svg.append(made("text", { class: "tick", x: across(v), y: HEIGHT - BOTTOM + 18, "text-anchor": "middle" }, lifted(short(v))));
    }
    if (level !== undefined) svg.append(made("line", { class: "level", x1: LEFT, x2: WIDTH - RIGHT, y1: up(level), y2: up(level) }));
    for (const { points, kind } of curves) {
      const d = points.filter((p) => p.every(Number.isFinite)).map((p, k) => `${k ? "L" : "M"}${across(p[0]).toFixed(1)} ${up(p[1]).toFixed(1)}`);
      svg.append(made("path", { class: `curve ${kind}`, d: d.join("") }));
    }
    for (const mark of marks) {
      svg.append(made("circle", { class: "mark", cx: across(mark.x), cy: up(mark.y), r: 5 }, made("title", {}, mark.name)));
    }
    svg.append(
      made("text", { class: "axis", x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 6, "text-anchor": "middle" }, x),
      made("text", { class: "axis", transform: `translate(14 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)`, "text-anchor": "middle" }, y),
    );
    const keys = curves.map(({ name, kind }) => made("span", { class: `key ${kind}` }, name));
    return [svg, made("p", { class: "keys" }, ...keys)];
  };

  const control = (name, { label, choices, ...range }, changed) => {
    const id = `${name}-${range.name}`;
    const output = made("output", { for: id });
    const input = choices
      ? made("select", { id }, ...Object.entries(choices).map(([value, text]) => made("option", { value }, text)))
      : made("input", { id, type: "range", min: range.min, max: range.max, step: range.step });
    input.value = range.value;
    input.addEventListener("input", changed);
    const value = () => (choices ? (Number.isNaN(Number(input.value)) ? input.value : Number(input.value)) : Number(input.value));
    const tell = () => { output.textContent = choices ? "" : lifted(short(value())); };
    const inside = choices ? [input] : [input, output];
    return { value, tell, node: made("div", { class: "control" }, made("label", { for: id }, label), ...inside) };
  };

  const start = (figure) => {
    const name = figure.dataset.explorer;
    const { controls, compute } = explorers[name];
    const picture = made("div", { class: "picture" });
    const sentence = made("p", { class: "sentence", "aria-live": "polite" });
    const inputs = {};
    const draw = () => {
      const values = {};
      for (const [key, input] of Object.entries(inputs)) {
        values[key] = input.value();
        input.tell();
      }
      const found = compute(values);
      sentence.replaceChildren(...raised(found.sentence));
      picture.replaceChildren(...(found.picture ? found.picture(made) : chart(found.chart)));
    };
    for (const one of controls) inputs[one.name] = control(name, one, draw);
    figure.prepend(made("div", { class: "controls" }, ...Object.values(inputs).map((i) => i.node)), picture, sentence);
    figure.classList.add("live");
    draw();
  };

  if (typeof document !== "undefined") {
    const begin = () => document.querySelectorAll("figure[data-explorer]").forEach(start);
    // The scripts of the explorers come after this one, and all before the page is complete.
    if (document.readyState === "complete") begin();
    else document.addEventListener("DOMContentLoaded", begin);
  }
  return { room, short };
})();
