// A memory cell against a recurrent unit: how much of an error is left.
"use strict";

explorers.memory = (() => {
  const kept = (b) => formulas["equal-weights/gates"]({ b, q: 1 });
  const passed = (w) => Math.abs(formulas["equal-weights/edge-tanh"]({ w, b: 0, y: 0 }));
  const left = (tau) => (q) => formulas["equal-weights/logarithm"]({ q, n: 1, tau }) / Math.LN10;
  // The power falls along a straight line: where it has come to one half.
  const half = (tau) => Math.log10(0.5) / left(tau)(1);
  const life = (tau) => (tau < 1 ? `half is left after ${stage.short(half(tau))} steps` : tau > 1 ? "it grows" : "all of it stays");

  return {
    controls: [
      { name: "b", label: "forget bias b", min: -4, max: 12, step: 0.1, value: 3 },
      { name: "w", label: "recurrent weight w", min: 0.1, max: 1.5, step: 0.01, value: 0.9 },
      { name: "horizon", label: "horizon", min: 10, max: 1000, step: 10, value: 100 },
    ],
    compute: ({ b, w, horizon }) => {
      const [gate, weight] = [kept(b), passed(w)];
      const lags = Array.from({ length: 51 }, (_, k) => (horizon * k) / 50);
      return {
        gate,
        weight,
        half: half(gate),
        exponents: [left(gate)(horizon), left(weight)(horizon)],
        sentence:
          `The cell keeps ${stage.short(gate, 4)} of its error at each step: ${life(gate)}. ` +
          `The tanh unit at rest passes ${stage.short(weight, 4)}: ${life(weight)}.`,
        chart: {
          title: "What is left of an error over the lag, as a power of ten",
          x: "lag q",
          y: "power of ten",
          level: 0,
          curves: [
            { name: "LSTM cell, forget gate held by its bias", kind: "first", points: lags.map((q) => [q, left(gate)(q)]) },
            { name: "recurrent tanh unit at rest", kind: "second", points: lags.map((q) => [q, left(weight)(q)]) },
          ],
        },
      };
    },
    table: () => ({
      head: ["forget bias", "kept a step", "half-life", "after 100 steps"],
      rows: [0, 1, 2, 3, 5, 7].map((b) =>
        [b, stage.short(kept(b), 4), stage.short(half(kept(b))), `10^${stage.short(left(kept(b))(100))}`].map(String),
      ),
    }),
  };
})();
