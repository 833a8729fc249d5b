r"""The carousel keeps its error. But does the error keep to the carousel?

No. What a memory cell of 1997 shows is heard by both gates and by the input of the next step, and
so its state comes back to it by more ways than the one. They go through weights and slopes, as in
any recurrent network.
"""

from sympy import Identity

from lstm_sym import (
    Definition,
    Derivation,
    Diag,
    JacobianOf,
    Recursion,
    Source,
    Step,
    TotalOf,
    builtin,
    equal,
    sigma,
    slope,
    squash_g,
    squash_h,
    step,
    sum_over,
    t,
    total,
)

lstm = builtin("lstm97").explicit()
c, h, i, o, g, a_i, a_g, U_i, U_g = lstm["c h i o g a_i a_g U_i U_g"]
n = c.dim
OPEN = ("h", "i", "o", "g", "a_i", "a_o", "a_g")
SOURCE = Source("HS97", "section 4")

shown = Diag(o(t - 1) * slope(squash_h, c(t - 1)), n)
by_gate = Diag(g(t) * slope(sigma, a_i(t)), n) * U_i
by_offer = Diag(i(t) * slope(squash_g, a_g(t)), n) * U_g

state = Step(
    "state",
    equal(c(t), c(t - 1) + i(t) * g(t)),
    by=Definition(lstm),
    text="The state keeps all it has, and adds what the input gate lets in",
    source=SOURCE,
)
output = Step(
    "output",
    equal(h(t), o(t) * squash_h(c(t))),
    by=Definition(lstm),
    text="The output gate decides how much of it is shown",
    source=SOURCE,
)
start = Step("start", equal(c(0), 0), by=Definition(), text="It begins empty", source=SOURCE)
unrolled = Step(
    "unrolled",
    equal(c(t), sum_over(lambda k: i(k) * g(k), 1, t, "s")),
    by=Recursion(along=state, start=start),
    text="So the state is the sum of all that was ever let in, none of it faded",
    source=SOURCE,
)
carousel = Step(
    "carousel",
    equal(step(c(t), c(t - 1)), Identity(n)),
    by=JacobianOf(lstm),
    text="With the output held, a state reaches the next one unchanged",
    source=SOURCE,
)
around = Step(
    "around",
    equal(step(c(t), h(t - 1)), by_gate + by_offer),
    by=JacobianOf(lstm),
    text="The output moves it by the input gate, and by what is offered",
)
all_ways = Step(
    "all-ways",
    equal(total(c(t), c(t - 1)), Identity(n) + step(c(t), h(t - 1)) * shown),
    by=TotalOf(lstm, OPEN),
    text="All ways counted, it also goes out to the output and comes back",
)

derivation = Derivation(
    "ways-out",
    "All ways out of a memory cell",
    about=__doc__,
    cell=lstm,
    source=SOURCE,
    at_rest=("c",),
    steps=(state, output, start, unrolled, carousel, around, all_ways),
)
