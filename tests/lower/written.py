"""Letters, a row for every kind of node as it is written on paper, and what is balanced."""

from sympy import (
    Derivative,
    Identity,
    MatMul,
    Rational,
    ZeroMatrix,
    oo,
    sech,
)

from lstm_sym.calculus.adjoint import T
from lstm_sym.language.activations import Slope, identity, sigma, tanh
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Diag, Matrix, Norm, Outer, immediate, step, total
from lstm_sym.language.sums import Chain, OperatorSum, PathSum, product_over, sum_over
from lstm_sym.language.symbols import count, number, size, units
from lstm_sym.language.vectors import Entry, Signal, Total, Vector

n, m, q = size("n"), size("m"), count("q")
u, v = units("u v")
h, c, f, x, a = (Signal(name, m if name == "x" else n) for name in "hcfxa")
gate, net, hidden = Signal("a_f", n), Signal("net", n), Signal("h_2", n)
W, U, V, b = Matrix("W", n, n), Matrix("U_f", n, n), Matrix("V", n, m), Vector("b", n)
alpha, z = number("alpha"), number("z")
J = Diag(Slope(sigma(a(t - 1))), n)

OVER_TIME, SHOWN = sum_over(lambda k: f(k), 1, q), r"\sum_{k=1}^{q} f_{k}"
SQUARED = sum_over(lambda k: f(k) ** 2, 1, q)

TABLE = [
    (h(t), "h_{t}"),
    (h(t - 1), "h_{t - 1}"),
    (h(t - q + 1), "h_{t - q + 1}"),
    (gate(t), "a^{f}_{t}"),
    (net(t), r"\mathrm{net}_{t}"),
    (hidden(t), "h^{(2)}_{t}"),
    (b, "b"),
    (Vector("b_f", n), "b_{f}"),
    (h.bar(t + 1), r"\bar{h}_{t + 1}"),
    (gate.bar(t), r"\bar{a}^{f}_{t}"),
    (h.loss(t), r"\frac{\partial^{+} L}{\partial h_{t}}"),
    (b.bar, r"\frac{dL}{d b}"),
    (W.T, r"W^{\top}"),
    (U, "U_{f}"),
    (U.bar, r"\frac{dL}{d U_{f}}"),
    (number("alpha_bar"), r"\frac{dL}{d \alpha}"),
    (W @ h(t - 1), "W h_{t - 1}"),
    (W @ (U @ h(t)), "W U_{f} h_{t}"),
    (W @ (f(t) * h(t)), r"W (f_{t} \odot h_{t})"),
    (f(t) * c(t - 1) + a(t) * h(t), r"f_{t} \odot c_{t - 1} + a_{t} \odot h_{t}"),
    ((1 - f(t)) * c(t), r"c_{t} \odot (1 - f_{t})"),
    (W @ h(t - 1) + V @ x(t) + b, "V x_{t} + W h_{t - 1} + b"),
    (alpha * f(t) * h(t), r"\alpha \, f_{t} \odot h_{t}"),
    (-f(t) * h(t), r"-f_{t} \odot h_{t}"),
    (h(t) ** 2, "{h_{t}}^{2}"),
    ((W @ h(t)) ** 2, r"\left(W h_{t}\right)^{2}"),
    (tanh(c(t)), r"\tanh(c_{t})"),
    (sigma(c(t)) ** 2, r"\sigma^{2}(c_{t})"),
    (identity(c(t)), r"\operatorname{id}(c_{t})"),
    (Slope(sigma(a(t))) * h.bar(t), r"\sigma'(a_{t}) \odot \bar{h}_{t}"),
    (Derivative(sigma(z), z), r"\sigma'(z)"),
    (Derivative(Slope(sigma(z)), z), r"\sigma''(z)"),
    (sech(z / 2) ** 2, r"\operatorname{sech}^{2}{\left(\frac{z}{2} \right)}"),
    (J, r"\operatorname{diag}(\sigma'(a_{t - 1}))"),
    (MatMul(J, W.T), r"\operatorname{diag}(\sigma'(a_{t - 1})) \, W^{\top}"),
    (
        MatMul(J, U) + Diag(f(t), n),
        r"\operatorname{diag}(f_{t}) + \operatorname{diag}(\sigma'(a_{t - 1})) \, U_{f}",
    ),
    (Outer(h.bar(t), x(t)), r"\bar{h}_{t} \, x_{t}^{\top}"),
    (Outer(h(t), gate(t)), r"h_{t} \, {a^{f}_{t}}^{\top}"),
    (Identity(n), "I"),
    (ZeroMatrix(n, n), "0"),
    (Norm(W), r"\left\lVert W \right\rVert_{2}"),
    (Norm(W, oo), r"\left\lVert W \right\rVert_{\infty}"),
    ((Norm(W) / 4) ** q, r"\left(\frac{1}{4} \, \left\lVert W \right\rVert_{2}\right)^{q}"),
    (Total(h(t)), r"\mathbf{1}^{\top} (h_{t})"),
    (Entry(h(t), u), "h_{u}(t)"),
    (Entry(W, u, v), "W_{u v}"),
    (Entry(W.T, u, v), "W_{v u}"),
    (Entry(MatMul(W, U), u, v), r"\left(W \, U_{f}\right)_{u,v}"),
    (total(h(t), h(t - q)), r"\frac{d h_{t}}{d h_{t - q}}"),
    (step(h(t), h(t - 1)), r"\frac{\partial h_{t}}{\partial h_{t - 1}}"),
    (immediate(c(t), c(t - 1)), r"\frac{\partial^{+} c_{t}}{\partial c_{t - 1}}"),
    (Entry(total(h(t), h(t - 1)), u, v), r"\frac{d h_{u}(t)}{d h_{v}(t - 1)}"),
    (Chain(lambda k: W, q), "W^{q}"),
    (Chain(lambda k: Chain(lambda m: W, q), q), "(W^{q})^{q}"),
    (
        Chain(lambda k: Diag(f(t - k), n), q),
        r"\operatorname{diag}(f_{t - q}) \cdots \operatorname{diag}(f_{t - 1})",
    ),
    (OperatorSum(lambda k: Outer(h(k), x(k)), 1, T), r"\sum_{t=1}^{T} h_{t} \, x_{t}^{\top}"),
    (sum_over(lambda k: h.bar(k), 1, T, "t"), r"\sum_{t=1}^{T} \bar{h}_{t}"),
    (product_over(lambda k: f(t - k), 1, q), r"\prod_{m=1}^{q} f_{t - m}"),
    (
        PathSum(lambda i, j, k: Entry(W, i, j), u, v, q, n),
        r"\sum_{l_1=1}^{n} \cdots \sum_{l_{q - 1}=1}^{n} \prod_{m=1}^{q} W_{l_{m-1} l_{m}}"
        r" \qquad (l_0 = u,\ l_{q} = v)",
    ),
    (Rational(1, 4), r"\frac{1}{4}"),
]


def balanced(tex: str) -> bool:
    """Whether braces, left and right, and plain brackets close in order."""
    stack: list[str] = []
    pairs = {"{": "}", "(": ")", "[": "]"}
    for sign in tex.replace(r"\{", "").replace(r"\}", ""):
        if sign in pairs:
            stack.append(pairs[sign])
        elif sign in pairs.values() and (not stack or stack.pop() != sign):
            return False
    return not stack and tex.count(r"\left") == tex.count(r"\right")
