// The words in which formulas are written as programs. Units, times and lags count from one.
"use strict";

const words = (() => {
  const range = (low, high) => Array.from({ length: Math.max(0, high - low + 1) }, (_, k) => low + k);
  const sum = (term, low, high) => range(low, high).reduce((total, k) => total + term(k), 0);
  const prod = (factor, low, high) => range(low, high).reduce((total, k) => total * factor(k), 1);
  const each = (entry, size) => range(1, size).map(entry);
  const diag = (v) => v.map((x, i) => v.map((_, j) => (i === j ? x : 0)));
  const turned = (A) => A[0].map((_, j) => A.map((row) => row[j]));
  const product = (A, B) => A.map((row) => turned(B).map((column) => row.reduce((s, x, k) => s + x * column[k], 0)));
  const times = (...operators) => operators.reduce(product);
  const one = (size) => diag(Array(size).fill(1));

  // A(q) ... A(2) A(1), or with `rising` A(1) A(2) ... A(q).
  const chain = (factor, length, size, rising) =>
    range(1, length).reduce((A, m) => (rising ? product(A, factor(m)) : product(factor(m), A)), one(size));

  // All ways from u to v over `length` edges, each as the list of its units.
  const ways = (u, v, length, size) => {
    let found = [[u]];
    for (let m = 1; m <= length; m += 1) {
      const next = m < length ? range(1, size) : [v];
      found = found.flatMap((way) => next.map((unit) => [...way, unit]));
    }
    return found;
  };
  const along = (edge, way) => prod((m) => edge(way[m - 1], way[m], m), 1, way.length - 1);
  const paths = (edge, u, v, length, size) =>
    ways(u, v, length, size).reduce((total, way) => total + along(edge, way), 0);

  return { along, chain, diag, each, paths, prod, sum, times, turned, ways };
})();
