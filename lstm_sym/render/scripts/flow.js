// The error flow over q steps in a network at rest whose weights are equal.
"use strict";

explorers.flow = (() => {
  const steepest = {
    sigma: "slopes/logistic-bound",
    tanh: "slopes/tanh-bound",
    identity: "constant-error-flow/identity-slope",
  };

  // The bias is told from where the slope is steepest: there a unit that has no net input, and so the
  // output f(0), stays so.
  const biasOf = ({ f, w, n, d }) => d - formulas["equal-weights/at-rest"]({ w, b: 0, n, y: activations[f](0) });

  // Where the outputs come to rest that start there: the first place, from there, that stays.
  const atRest = (f, { w, b, n }) => {
    const start = activations[f](0);
    if (f === "identity") return start;
    const drift = (y) => activations[f](formulas["equal-weights/at-rest"]({ w, b, n, y })) - y;
    const first = Math.abs(drift(start)) < 1e-12 ? 0 : Math.sign(drift(start));
    if (first === 0) return start;
    let here = start;
    while (Math.abs(here) < 1 && Math.sign(drift(here)) === first) here += first / 2000;
    let before = here - first / 2000;
    for (let k = 0; k < 50; k += 1) {
      const middle = (before + here) / 2;
      if (Math.sign(drift(middle)) === first) before = middle;
      else here = middle;
    }
    return here;
  };

  const found = ({ f, w, n, d }) => {
    const b = biasOf({ f, w, n, d });
    const y = atRest(f, { w, b, n });
    const passed = formulas[`equal-weights/edge-${f}`]({ w, b, y: n * y });
    const most = Math.abs(w) * formulas[steepest[f]]({});
    const power = (edge) => (q) => formulas["equal-weights/logarithm"]({ q, n, tau: n * Math.abs(edge) }) / Math.LN10;
    return { b, tau: n * Math.abs(passed), flow: power(passed), bound: power(most) };
  };

  const fate = (tau) => (Math.abs(tau - 1) < 1e-6 ? "is conserved" : tau < 1 ? "vanishes" : "explodes");
  const names = { sigma: "logistic", tanh: "tanh", identity: "linear" };
  const asPower = (exponent) => (exponent === -Infinity ? "0" : Math.abs(exponent) < 1e-6 ? "1" : `10^${stage.short(exponent)}`);

  return {
    controls: [
      { name: "f", label: "activation", value: "sigma", choices: names },
      { name: "w", label: "weight w", min: -8, max: 8, step: 0.05, value: 5 },
      { name: "d", label: "bias, from the steepest", min: -8, max: 8, step: 0.1, value: 0 },
      { name: "n", label: "units n", min: 1, max: 12, step: 1, value: 1 },
      { name: "horizon", label: "horizon", min: 10, max: 1000, step: 10, value: 100 },
    ],
    compute: ({ f, w, n, d, horizon }) => {
      const { b, tau, flow, bound } = found({ f, w, n, d });
      const lags = Array.from({ length: 51 }, (_, k) => 1 + ((horizon - 1) * k) / 50);
      return {
        tau,
        exponent: flow(horizon),
        bound: bound(horizon),
        fate: fate(tau),
        sentence:
          `With the bias ${stage.short(b)} every step multiplies the flow by ${stage.short(tau)}. After ${horizon} steps ${asPower(flow(horizon))} ` +
          `of an error is left at ${n === 1 ? "the unit" : "another unit"}, and ${asPower(bound(horizon))} at most: the error flow ${fate(tau)}.`,
        chart: {
          title: "The error flow over the lag, as a power of ten",
          x: "lag q",
          y: "power of ten",
          level: 0,
          curves: [
            { name: "error flow", kind: "first", points: lags.map((q) => [q, flow(q)]) },
            { name: "bound by the steepest slope", kind: "second", points: lags.map((q) => [q, bound(q)]) },
          ],
        },
      };
    },
    table: () => ({
      head: ["activation", "w", "b", "n", "a step", "after 10 steps", "after 100 steps", "the flow"],
      rows: [["sigma", 2, 1, 0], ["sigma", 4, 1, 0], ["sigma", 5, 1, 0], ["sigma", 5, 1, -1], ["sigma", 0.7, 4, 0], ["tanh", 0.9, 1, 0], ["tanh", 2, 1, 0], ["identity", 1, 1, 0]].map(
        ([f, w, n, d]) => {
          const { b, tau, flow } = found({ f, w, n, d });
          return [names[f], w, stage.short(b), n, stage.short(tau), asPower(flow(10)), asPower(flow(100)), fate(tau)].map(String);
        },
      ),
    }),
  };
})();
