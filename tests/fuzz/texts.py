"""Mutants of cells: slips of the pen, nonsense, and malice, the same for the same seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from lstm_sym.cells import builtin, names

SMALL = [
    "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)",
    "a[t] = W @ h[t-1]\nh[t] = sigma(a[t])*b",
    "h[t] = (1 - z[t])*h[t-1] + z[t]\n",
    "z[t] = sigma(u*h[t-1])\nh[t] = z[t]*h[t-2] + (1 - z[t])*x[t-1]",
    "number alpha\nh[t] = alpha*h[t-1] + relu(W @ x[t])/2",
    "constant matrix E[n, p]\noutput h\nh[t] = h[t-1] + E @ (y[t]*y[t])\ny[t] = tanh(h[t-1])",
    "y[t] = tanh(U.T @ h[t-1])\nh[t] = exp(-(h[t-1]*h[t-1])) + U @ y[t]",
    "backward b\nb[t] = tanh(W @ x[t] + U @ b[t+1])\ny[t] = V @ b[t]",
    "layers 2\nh[t] = W @ x[t] + U @ h[t-1]",
    "layers 2\ndirections 2\nh[t] = tanh(W @ x[t] + u*h[t-1])",
    "m[t] = max(m[t-1], W @ x[t])\nh[t] = softplus(m[t])/(1 + exp(h[t-1]))",
    "title A title\nsource HS97 section 4\nvector b[3]\nh[t] = b*h[t-1]**2 + x[t]",
    "g[t] = hadamard(sigma(h[t-1]), x[t])\nh[t] = min(g[t], h[t-3])",
    "c[t] = c[t-1] + hold(h[t-1])*silu(W @ x[t])\nh[t] = identity(c[t])/inv(2)",
]
LARGE = [builtin(name).text for name in names()]
PIECES = [
    *"ht[]()+-*/@=.,#\n \t01259xWUbσ⊙αζΩ^'\"{}\\\0é漢\u200b\u202e\ufeff",
    *("[t]", "[t-1]", "[t+1]", "[t-2]", "[t-64]", "[t-65]", "[T]", "[0]", "[t-t]", "[t-0.5]"),
    *("W @ ", "W.T @ ", ".T", "**", "**2", "**16", "**17", "1/", "/0", "(0)", "-", "--", "1e9"),
    *(
        "1e-300",
        "0.1",
        "9" * 41,
        "1e999",
        "tanh(",
        "sigma(",
        "inv(",
        "exp(",
        "log(",
        "max(",
        "min(",
    ),
    *("hadamard(", "hold(", "gelu(", "relu(", "softplus(", "heaviside(", "normal_cdf(", "Matrix("),
    *(
        "number b\n",
        "matrix W[n, m]\n",
        "matrix W[2, 3]\n",
        "vector h[3]\n",
        "constant ",
        "number ",
    ),
    *(
        "layers 2\n",
        "layers 0\n",
        "layers 65\n",
        "directions 2\n",
        "directions 3\n",
        "backward h\n",
    ),
    *("output h\n", "output x y\n", "title ", "source ", "source HS97 [HS97-eq2]\n", "# note\n"),
    *("h[t] = ", "x[t]", "h[t-1]", "W_i", "U_i", "W_f", "h_bar", "h_loss", "t", "T", "L", "n", "m"),
    *("__import__('os').system('x')", "lambda: 0", "eval(x[t])", "os.system", "{{x}}", "%s", "$$"),
    *(
        "\\input{x}",
        "<script>",
        "`id`",
        "$(id)",
        "../../etc",
        "None",
        "True",
        "oo",
        "nan",
        "I",
        "E",
    ),
]
TOKEN = re.compile(r"\w+|\*\*|[^\w\s]|\s+")
Change = Callable[[random.Random, str], str]


def mutant(seed: int) -> str:
    """Return the text number ``seed``: a cell with one to four changes, or pieces at random."""
    rng = random.Random(seed)
    if rng.random() < 0.03:
        return "".join(rng.choices(PIECES, k=rng.randint(0, 40)))
    text = rng.choice(SMALL if rng.random() < 0.9 else LARGE)
    for _ in range(rng.choice([1, 1, 1, 2, 2, 3, 4])):
        text = rng.choice(CHANGES)(rng, text)
    return text


def _slip(rng: random.Random, text: str) -> str:
    at = rng.randint(0, len(text))
    end = at + rng.choice([0, 0, 1, 1, 2, 5, 20])
    return text[:at] + rng.choice([*PIECES, "", text[at:end] * 2]) + text[end:]


def _token(rng: random.Random, text: str) -> str:
    """One token replaced by another of this or of another cell."""
    tokens = TOKEN.findall(text) or [""]
    others = TOKEN.findall(rng.choice([text, rng.choice(SMALL)])) or [""]
    tokens[rng.randrange(len(tokens))] = rng.choice(others)
    return "".join(tokens)


def _renamed(rng: random.Random, text: str) -> str:
    """One name everywhere another: two things in one."""
    found = sorted(set(re.findall(r"[A-Za-z_]\w*", text)))
    if not found:
        return text
    return re.sub(rf"\b{rng.choice(found)}\b", rng.choice(found), text)


def _shifted(rng: random.Random, text: str) -> str:
    """One time changed."""
    times = list(re.finditer(r"\[t[^\]]*\]", text))
    if not times:
        return text
    one = rng.choice(times)
    return text[: one.start()] + rng.choice(["[t]", "[t-1]", "[t-2]", "[t+1]"]) + text[one.end() :]


def _lines(rng: random.Random, text: str) -> str:
    """Lines lost, doubled, swapped, or taken from another cell."""
    lines = text.splitlines() or [""]
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    way = rng.randrange(4)
    if way == 0:
        del lines[at]
    elif way == 1:
        lines.insert(at, lines[other])
    elif way == 2:
        lines[at], lines[other] = lines[other], lines[at]
    else:
        lines.insert(at, rng.choice(rng.choice(SMALL).splitlines()))
    return rng.choice(["\n", "\n", "\n", "\r\n", "\r"]).join(lines)


def _wrapped(rng: random.Random, text: str) -> str:
    """A part inside of something, perhaps many times."""
    depth = rng.choice([1, 1, 2, 3, 30, 200])
    head, tail = rng.choice([("(", ")"), ("tanh(", ")"), ("-", ""), ("1/(", ")"), ("U @ (", ")")])
    found = list(re.finditer(r"\w+\[[^\]]*\]", text))
    if not found:
        return text
    one = rng.choice(found)
    return text[: one.start()] + head * depth + one[0] + tail * depth + text[one.end() :]


def _repeated(rng: random.Random, text: str) -> str:
    """A sum, a product or the whole, many times over."""
    many = rng.choice([3, 20, 300])
    sign = rng.choice([" + x[t]", "*h[t-1]", " - b", "\ny[t] = x[t]", " + 1/x[t]", "**2"])
    return text.rstrip("\n") + sign * many if rng.random() < 0.9 else text * rng.choice([2, 50])


CHANGES: list[Change] = [
    _slip,
    _slip,
    _token,
    _token,
    _renamed,
    _shifted,
    _lines,
    _wrapped,
    _repeated,
]
