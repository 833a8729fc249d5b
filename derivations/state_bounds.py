r"""How large can the state of an LSTM become?

A step adds at most one, the product of an input gate and a squashed input. What is there is first
multiplied by the forget gate. If that is never above \(F\), the state is a geometric sum at most:
it stays below \(1/(1 - F)\) for ever. With the gate fully open the bound is the number of steps,
and the state may drift away as that of 1997 does.
"""

from sympy import Abs, oo

from lstm_sym import (
    AddedUp,
    Algebra,
    Definition,
    Derivation,
    Entry,
    Estimate,
    FactorBounds,
    Invariant,
    Limit,
    NormAxioms,
    Rearranged,
    Source,
    Step,
    at_most,
    below,
    builtin,
    equal,
    magnitude,
    t,
    tends,
    unit,
)

lstm = builtin("lstm").explicit()
c, f, i, g = lstm["c f i g"]
n, v = c.dim, unit("v")
F, b, y, z, q = map(magnitude, ("F", "b", "y", "z", "q"))
complement = Source("", formulas=("X5",))
state, before = Abs(Entry(c(t), v)), Abs(Entry(c(t - 1), v))
gate, entering = Abs(Entry(f(t), v)), Entry(i(t), v) * Entry(g(t), v)
geometric = (1 - F**t) / (1 - F)

memory = Step(
    "memory",
    equal(c(t), f(t) * c(t - 1) + i(t) * g(t)),
    by=Definition(lstm),
    text="The state is kept in part, and added to",
)
two_steps = Step(
    "two-steps",
    equal(c(t), f(t) * f(t - 1) * c(t - 2) + f(t) * i(t - 1) * g(t - 1) + i(t) * g(t)),
    by=Algebra(uses=(memory, memory.at(t - 1))),
    text="Over two steps, what came in first is kept in part",
)
one_unit = Step(
    "one-unit",
    equal(state, Abs(Entry(f(t), v) * Entry(c(t - 1), v) + entering)),
    by=Algebra(uses=(memory,)),
    text="One cell of it",
)
two_parts = Step(
    "two-parts",
    at_most(Abs(Entry(f(t), v) * Entry(c(t - 1), v) + entering), gate * before + Abs(entering)),
    by=NormAxioms(),
    text="What is kept and what is added",
)
added = Step(
    "added",
    at_most(Abs(entering), 1),
    by=FactorBounds(lstm),
    text="A gate and a hyperbolic tangent: no more than one is added",
)
one_step = Step(
    "one-step",
    at_most(state, gate * before + 1),
    by=Estimate(uses=(one_unit, two_parts, added)),
    text="So one step adds at most one to what was kept",
    source=complement,
)
gate_bound = Step(
    "gate-bound",
    at_most(y * z, F * z),
    by=Rearranged(given=(at_most(y, F),)),
    text=r"Let the forget gate never be above \(F\)",
)
kept_bound = Step(
    "kept-bound",
    at_most(F * z, F * b),
    by=Rearranged(given=(at_most(z, b),)),
    text="Let the state have been bounded before",
)
next_bound = Step(
    "next-bound",
    at_most(y * z + 1, F * b + 1),
    by=AddedUp((gate_bound, kept_bound)),
    text="Then it is bounded after the step",
    source=complement,
)
bounded_claim = at_most(state, geometric)
bounded = Step(
    "bounded",
    bounded_claim,
    by=Invariant(
        next_bound,
        one_step,
        {y: gate, z: before, b: geometric.xreplace({t: t - 1})},
        bounded_claim,
    ),
    text="So a state that begins empty is bounded by a geometric sum",
    source=complement,
)
open_gate = Step(
    "open-gate",
    tends((1 - F**q) / (1 - F), q),
    by=Limit(F, 1, why="the sum of so many ones"),
    text="With the gate open it may grow by one at every step",
    source=complement,
)
for_ever = Step(
    "for-ever",
    tends((1 - F**q) / (1 - F), 1 / (1 - F)),
    by=Limit(q, oo, given=(below(0, F), below(F, 1)), why="a power of a number below one"),
    text="With a gate below one it stays below this for ever",
    source=complement,
)

derivation = Derivation(
    "state-bounds",
    "How large the state of an LSTM can become",
    about=__doc__,
    cell=lstm,
    forall={v: (1, n), F: (0, 1), q: (1, oo)} | dict.fromkeys((b, y, z), (0, oo)),
    at_rest=("c",),
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
