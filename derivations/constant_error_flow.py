r"""What must a unit be for its error to stay what it is?

Take the smallest loop there is: a unit that hears only itself. One step back multiplies its error
by its slope and its weight. For the error to stay as it is for every net input, that product must
be one, and this leaves no choice of the activation: it is linear, up to a constant. The constant
must vanish, or the unit forgets what it holds while its error stays. The simplest such unit, the
identity with weight one, is the constant error carousel.
"""

from sympy import Derivative, Function, Identity, oo

from lstm_sym import (
    AdjointOf,
    Algebra,
    Definition,
    Derivation,
    Diag,
    Entry,
    FromDefinition,
    Induction,
    Integrated,
    Misprint,
    Source,
    Step,
    cell,
    count,
    equal,
    identity,
    inv,
    number,
    sigma,
    slope,
    t,
    total,
    unit,
)

lone = cell(
    """
    number w               # weight of a unit to itself
    number c               # constant of integration
    a[t] = w*h[t-1]          # net input of a unit that is alone with itself
    h[t] = sigma(a[t])       # its output, logistic
    u[t] = w*v[t-1]
    v[t] = u[t]/w            # the linear unit that undoes its weight
    b[t] = w*z[t-1]
    z[t] = b[t]/w + c        # the same with a constant
    e[t] = w*r[t-1]
    r[t] = identity(e[t])    # the identity with any weight
    p[t] = s[t-1]            # net input of the carousel
    s[t] = identity(p[t])    # what the carousel holds
    output h v z r s
    """,
    "lone-units",
)
a, h, u, v, b, z, e, r, p, s, w, c = lone["a h u v b z e r p s w c"]
j, q, x = unit("j"), count("q"), number("x")
f = Function("f", real=True)(x)


def said(name, place="section 3.2"):
    """The source of a formula of section 3.2, and of the same in the tutorial of 2019."""
    again = {"a": ("SM19-u27",), "b": ("SM19-u28",), "c": ("SM19-u29",), "d": ("SM19-u30",)}
    return Source("HS97", place, (f"HS97-3.2{name}", *again.get(name, ())))


def given_by(label, u, text, source=None):
    """The equation of the cell for u(t)."""
    return Step(label, equal(u(t), lone.equations[u(t)]), Definition(lone), text, source)


def error(label, u, claim, text):
    """The error of u(t), no loss arriving."""
    return Step(label, equal(u.bar(t), claim), AdjointOf(lone, loss=False), text)


net_input = given_by("net", a, "A unit that is alone hears itself, one step before")
output = given_by("output", h, "Its output is squashed, here by the logistic function")
error_output = error("error-output", h, w * a.bar(t + 1), "The output is heard by one net input")
error_net = error("error-net", a, slope(sigma, a(t)) * h.bar(t), "The slope damps the error")
lone_error = Step(
    "lone-error",
    equal(Entry(a.bar(t), j), slope(sigma, Entry(a(t), j)) * Entry(a.bar(t + 1), j) * w),
    by=Algebra(uses=(error_net, error_output)),
    text="One step back multiplies the error by the slope and the weight",
    source=said("a", "section 3.2, inline"),
)
condition = Step(
    "condition",
    equal(Derivative(f, x) * w, 1),
    by=Definition(),
    text="Let the error stay as it is, whatever the net input",
    source=said("b"),
)
solution = Step(
    "solution",
    equal(f, x / w + c),
    by=Integrated(constant=c, uses=(condition,)),
    text="Then the activation is linear, up to a constant",
    source=said("c", "section 3.2, inline"),
    printed=Misprint("E8", equal(f, x / w)),
)
linear_net = given_by("linear-net", u, "Let the unit hear itself with weight \\(w\\)")
linear_output = given_by("linear-output", v, "Let its activation divide by that weight")
linear_output_next = Step(
    "linear-output-next",
    equal(v(t + 1), inv(w) * u(t + 1)),
    by=Algebra(uses=(linear_output.at(t + 1),)),
    text="Its next output is its activation of its next net input",
    source=said("d"),
)
linear_next = Step(
    "linear-next",
    equal(v(t + 1), inv(w) * (w * v(t))),
    by=Algebra(uses=(linear_output.at(t + 1), linear_net.at(t + 1))),
    text="That net input is its weighted output",
    source=said("d"),
)
kept = Step(
    "kept",
    equal(v(t + 1), v(t)),
    by=Algebra(uses=(linear_output.at(t + 1), linear_net.at(t + 1))),
    text="So it keeps what it holds",
    source=said("d"),
)
error_linear = error("error-linear", v, w * u.bar(t + 1), "Its output is heard by its net input")
error_linear_net = error("error-linear-net", u, v.bar(t) / w, "Its slope is one over the weight")
linear_error = Step(
    "linear-error",
    equal(u.bar(t), u.bar(t + 1)),
    by=Algebra(uses=(error_linear_net, error_linear)),
    text="And its error stays as it is",
)
drifting_net = given_by("drifting-net", b, "Let a unit hear itself in the same way")
drifting_output = given_by("drifting-output", z, "Let its activation have a constant besides")
drift = Step(
    "drift",
    equal(z(t + 1), z(t) + c),
    by=Algebra(uses=(drifting_output.at(t + 1), drifting_net.at(t + 1))),
    text="Then what it holds drifts by the constant at every step",
)
error_drifting = error("error-drifting", z, w * b.bar(t + 1), "Its output is heard as before")
error_drifting_net = error("error-drifting-net", b, z.bar(t) / w, "Its slope is as before")
drifting_error = Step(
    "drifting-error",
    equal(b.bar(t), b.bar(t + 1)),
    by=Algebra(uses=(error_drifting_net, error_drifting)),
    text="Though its error stays as it is, so the condition alone does not make a memory",
)
weighted_net = given_by("weighted-net", e, "Let the activation be the identity, with any weight")
weighted_output = given_by("weighted-output", r, "So it shows what it hears")
error_weighted = error("error-weighted", r, w * e.bar(t + 1), "It is heard with that weight")
error_weighted_net = error("error-weighted-net", e, r.bar(t), "Its slope is one")
weighted_step = Step(
    "weighted-step",
    equal(e.bar(t), w * e.bar(t + 1)),
    by=Algebra(uses=(error_weighted_net, error_weighted)),
    text="One step back multiplies the error by the weight",
)
weighted_flow = Step(
    "weighted-flow",
    equal(total(e.bar(t - q), e.bar(t)), Diag(w**q, e.dim)),
    by=Induction(over=q, along=(weighted_step,)),
    text=r"Over \(q\) steps it is a power of the weight: it explodes above one and vanishes below, "
    "so that the weight must be one as well",
)
carousel_net = given_by(
    "carousel-net", p, "Let the weight be one", said("e", "section 3.2, inline")
)
carousel_output = given_by(
    "carousel-output", s, "Let the activation be the identity", said("e", "section 3.2, inline")
)
identity_itself = Step(
    "identity",
    equal(identity(x), x),
    by=FromDefinition(),
    text="That is, it leaves every number as it is",
    source=said("e", "section 3.2, inline"),
)
identity_slope = Step(
    "identity-slope",
    equal(Derivative(identity(x), x), 1),
    by=FromDefinition(),
    text="Its slope times the weight is one, as the condition asks",
)
error_carousel = error("error-carousel", s, p.bar(t + 1), "What it holds is heard once")
error_carousel_net = error("error-carousel-net", p, s.bar(t), "Nothing damps the error")
carousel_step = Step(
    "carousel-step",
    equal(p.bar(t), p.bar(t + 1)),
    by=Algebra(uses=(error_carousel_net, error_carousel)),
    text="So the error stays as it is for one step",
)
carousel = Step(
    "carousel",
    equal(total(p.bar(t - q), p.bar(t)), Identity(p.dim)),
    by=Induction(over=q, along=(carousel_step,)),
    text="And for any number of steps: the constant error carousel",
)

derivation = Derivation(
    "constant-error-flow",
    "The unit whose error stays as it is",
    about=__doc__,
    cell=lone,
    source=Source("HS97", "section 3.2"),
    forall={x: (-oo, oo), j: (1, a.dim), q: (1, oo)},
    let={f: x / w + c},
    loss="the end",
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
