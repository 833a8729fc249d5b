r"""Why must a state that resists noise forget what made it?

Two runs of one network, one of them disturbed by additive noise. While the network brings states
closer together, noise that is small enough keeps the disturbed run in a tube around the quiet one:
what is stored is safe. But bringing states closer together is what makes derivatives vanish. Where
instead some direction is stretched, a small uncertainty in it grows. So a network of this kind has
the choice: to store reliably and not to learn what happened long ago, or the other way round.
"""

from sympy import oo

from lstm_sym import (
    AddedUp,
    Basis,
    Chain,
    ChainBound,
    Chained,
    Consequence,
    Definition,
    Derivation,
    Diag,
    DirectionalLimit,
    Dot,
    Induction,
    Invariant,
    JacobianOf,
    Limit,
    Norm,
    NormAxioms,
    Rearranged,
    Source,
    Step,
    Supposed,
    Vector,
    at_most,
    below,
    cell,
    count,
    equal,
    magnitude,
    max_over,
    number,
    slope,
    step,
    t,
    tanh,
    tends,
    total,
    units,
)

runs = cell(
    """
    a[t] = W @ tanh(a[t-1]) + b    # the quiet run
    k[t] = W @ tanh(e[t-1]) + b    # the same map, where the disturbed run is
    e[t] = k[t] + u[t]
    output a
    """
)
a, k, e, u, W, b = runs["a k e u W b"]
n, q, (j,) = a.dim, count("q"), units("j")
s, z, y, g = map(number, "szyg")
lam, lam_max, mu, d = magnitude("lambda"), magnitude("lambda_max"), number("mu"), magnitude("d")
x, v = Vector("x", n), Vector("v", n)


def bengio(place, *ids):
    """A place in the paper."""
    return Source("BSF94", place, tuple(f"BSF94-{k}" for k in ids))


def theorem(i):
    """One of the theorems."""
    return bengio(f"theorem {i}", f"T{i}")


system = bengio("dynamical system", "4")
defined = bengio("definitions of attractor and latching", "5")
J = W * Diag(slope(tanh, x), n)
moved, shifted = (Dot(W, tanh(x + s * by)) - Dot(W, tanh(x)) for by in (v, Basis(j, n)))
farthest = max_over(lambda j: Norm(Dot(J, Basis(j, n)), 1), 1, n)
largest = max_over(lambda m: Norm(step(a(t - m + 1), a(t - m))), 1, q)
flow = total(a(t), a(t - q))
chain = Chain(lambda m: step(a(t - m + 1), a(t - m)), q, ascending=True)

quiet = Step(
    "quiet",
    equal(a(t), W @ tanh(a(t - 1)) + b),
    by=Definition(runs),
    text="A map takes the quiet run from state to state",
    source=system,
)
image = Step(
    "image",
    equal(k(t), W @ tanh(e(t - 1)) + b),
    by=Definition(runs),
    text="The same map is applied to the disturbed run",
    source=system,
)
disturbed = Step(
    "disturbed",
    equal(e(t), k(t) + u(t)),
    by=Definition(runs),
    text="And noise is added to what it gives",
    source=system,
)
# Theorem 1: what is stretched moves apart.
directional = Step(
    "directional",
    tends(Norm(moved) / s, Norm(Dot(J, v))),
    by=DirectionalLimit(s),
    text=r"A small displacement \(s v\) of a state \(x\) grows as the Jacobian says",
    source=theorem(1),
)
expands = Step(
    "expands",
    below(1, Norm(J, 1)),
    by=Supposed(given=(below(1, Norm(J, 1)),)),
    text="Let the norm of the Jacobian be above one",
    source=theorem(1),
)
attained = Step(
    "attained",
    equal(Norm(J, 1), farthest),
    by=NormAxioms(),
    text="This norm, of sums over columns, is the largest stretch of a single unit",
    source=theorem(1),
)
stretched = Step(
    "stretched",
    below(1, farthest),
    by=Chained((expands, attained)),
    text="So the Jacobian stretches some unit, though it may shrink all others",
    source=theorem(1),
)
apart = Step(
    "apart",
    tends(Norm(shifted, 1) / s, Norm(Dot(J, Basis(j, n)), 1)),
    by=DirectionalLimit(s),
    text=r"Displace a state by \(s\) in that unit: the images are \(s\) times a number apart that "
    r"tends to its stretch. As that is above one, the images of all states near enough in this "
    "direction are farther apart than the states",
    source=theorem(1),
)
stretch_needs = Step(
    "stretch-needs",
    at_most(Norm(Dot(J, v)), Norm(J) * Norm(v)),
    by=NormAxioms(),
    text="Where the norm is at most one, no direction is stretched",
)
# Theorems 2 and 3: the tube.
close = Step(
    "close",
    at_most(lam * z, lam * d),
    by=Rearranged(given=(at_most(z, d),)),
    text=r"Let two states be at most \(d\) apart",
)
closer = Step(
    "closer",
    at_most(g, lam * z),
    by=Supposed(given=(at_most(g, lam * z),)),
    text=r"Let the map bring them closer by a factor \(\lambda\)",
    source=defined,
)
margin = Step(
    "margin",
    at_most(y, (1 - lam) * d),
    by=Supposed(given=(at_most(y, (1 - lam) * d),)),
    text="That leaves a margin for the noise",
)
still_close = Step(
    "still-close",
    at_most(g + y, d),
    by=AddedUp((closer, close, margin)),
    text=r"If the noise stays in it, the next states are at most \(d\) apart again",
    source=theorem(3),
)
triangle = Step(
    "triangle",
    at_most(Norm(e(t) - a(t)), Norm(k(t) - a(t)) + Norm(u(t))),
    by=NormAxioms(uses=(disturbed,)),
    text="The distance of the two runs comes from the map and from the noise",
    source=theorem(2),
)
in_tube = at_most(Norm(e(t) - a(t)), d)
tube = Step(
    "tube",
    in_tube,
    by=Invariant(
        still_close,
        triangle,
        {z: Norm(e(t - 1) - a(t - 1)), g: Norm(k(t) - a(t)), y: Norm(u(t))},
        in_tube,
    ),
    text="So the disturbed run stays in a tube around the quiet one",
    source=theorem(2),
)
# Theorem 4: the price.
one_step = Step(
    "one-step",
    equal(step(a(t), a(t - 1)), W * Diag(slope(tanh, a(t - 1)), n)),
    by=JacobianOf(runs),
    text="The Jacobian of one step",
)
product = Step(
    "product",
    equal(flow, chain),
    by=Induction(over=q, along=(quiet,), put=(one_step, one_step.at(t - q))),
    text="Over many steps it is a product",
    source=theorem(4),
)
largest_step = Step(
    "largest-step",
    equal(lam_max, largest),
    by=Definition(),
    text=r"Let \(\lambda_{\max}\) be the largest norm of the Jacobians along the way",
    source=defined,
)
shrinks = Step(
    "shrinks",
    at_most(Norm(chain), lam_max**q),
    by=ChainBound(uses=(largest_step,)),
    text="The product is at most a power of it",
    source=theorem(4),
)
forgets = Step(
    "forgets",
    at_most(Norm(flow), lam_max**q),
    by=Consequence(of=shrinks, equalities=(product,)),
    text="So is the derivative of a state by one long before",
    source=theorem(4),
)
vanishes = Step(
    "vanishes",
    tends(mu**q, 0),
    by=Limit(q, oo, given=(below(0, mu), below(mu, 1)), why="a power of a number below one"),
    text=r"If it stays below some \(\mu < 1\), as it must for noise to die out, the "
    "derivative vanishes exponentially",
    source=theorem(4),
)

derivation = Derivation(
    "robust-latching",
    "What resists noise forgets",
    about=__doc__,
    cell=runs,
    source=Source("BSF94", ""),
    forall={q: (1, oo), j: (1, n), d: (0, oo), lam: (0, 1), mu: (0, 1)}
    | dict.fromkeys((x, v, s, z, y, g), (-oo, oo)),
    let={lam_max: largest},
    steps=tuple(one for one in globals().values() if isinstance(one, Step)),
)
