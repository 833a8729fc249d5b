// What one edge passes: the weight times the slope, over the weight.
"use strict";

explorers.edge = (() => {
  const at = (f, y, b) => (w) => formulas[`equal-weights/edge-${f}`]({ w, b, y });

  // The largest value on a line: the best of a grid, then by cutting.
  const highest = (g, low, high) => {
    const many = 2000;
    const grid = Array.from({ length: many + 1 }, (_, k) => low + ((high - low) * k) / many);
    const best = grid.reduce((a, w) => (g(w) > g(a) ? w : a), grid[0]);
    let [a, d] = [Math.max(low, best - (high - low) / many), Math.min(high, best + (high - low) / many)];
    for (let k = 0; k < 80; k += 1) {
      const [b, c] = [a + (d - a) * 0.382, a + (d - a) * 0.618];
      if (g(b) < g(c)) a = b;
      else d = c;
    }
    return (a + d) / 2;
  };

  const names = { sigma: "logistic", tanh: "tanh" };

  return {
    controls: [
      { name: "f", label: "activation", value: "sigma", choices: names },
      { name: "y", label: "input y", min: 0.1, max: 2, step: 0.05, value: 1 },
      { name: "b", label: "rest b", min: -10, max: 10, step: 0.1, value: 0 },
    ],
    compute: ({ f, y, b }) => {
      const passed = at(f, y, b);
      const reach = (12 + Math.abs(b)) / y;
      const [top, bottom] = [highest(passed, -reach, reach), highest((w) => -passed(w), -reach, reach)];
      const most = passed(top) >= -passed(bottom) ? top : bottom;
      const value = passed(most);
      const weights = Array.from({ length: 401 }, (_, k) => -reach + (2 * reach * k) / 400);
      return {
        most,
        value,
        slope: f === "sigma" ? formulas["coth-maximiser/derivative"]({ w: most, y, b }) : undefined,
        far: passed(reach),
        sentence:
          `In absolute value the most passes with the weight ${stage.short(most)}: ${stage.short(value)}. ` +
          `${Math.abs(value) < 1 ? "No weight passes the whole error." : "Around it an error grows."} ` +
          "A larger weight drives the unit into saturation, and passes less: both ends go to zero.",
        chart: {
          title: "The weight times the slope, over the weight",
          x: "weight w",
          y: "w f′(wy + b)",
          level: 0,
          curves: [{ name: "w f′(wy + b)", kind: "first", points: weights.map((w) => [w, passed(w)]) }],
          marks: [
            { x: top, y: passed(top), name: `maximum at ${stage.short(top)}` },
            { x: bottom, y: passed(bottom), name: `minimum at ${stage.short(bottom)}` },
          ],
        },
      };
    },
    table: () => ({
      head: ["activation", "y", "b", "best weight", "what it passes"],
      rows: [["sigma", 1, 0], ["sigma", 0.5, 0], ["sigma", 1, -4], ["tanh", 1, 0], ["tanh", 1, -4]].map(([f, y, b]) => {
        const { most, value } = explorers.edge.compute({ f, y, b });
        return [names[f], y, b, stage.short(most), stage.short(value)].map(String);
      }),
    }),
  };
})();
