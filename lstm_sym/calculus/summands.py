"""The normal form of one sum: split into independent sums, their variables named alike.

SymPy's own ``as_dummy`` gives nested sums clashing names and so takes the sum over i of
g(i) sum_j f(i, j) for that with f(j, i); here a variable is named after the nesting depth of
what it binds, which no free symbol is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import permutations, product
from math import factorial, prod

from sympy import Add, Dummy, Expr, Mul, Pow, Product, Sum, Symbol, expand, sympify

from ..language.rebinding import rebound

Limit = tuple[Symbol, Expr, Expr]
MARK = "k#"
MOST = 720


def sum_normal(s: Sum) -> Expr:
    """Return the normal form of a sum whose body is in normal form."""
    body, limits = _fresh(s)
    return Add(*[_term(term, limits) for term in Add.make_args(expand(body))])


def product_normal(p: Product) -> Expr:
    """Return a product with its bound variables named after their depth."""
    return _named(p.func, *_fresh(p))


def _fresh(s: Sum | Product) -> tuple[Expr, list[Limit]]:
    """The body and the limits, with bound variables that have no name yet."""
    fresh = rebound(s, [Dummy("k", integer=True) for _ in s.limits])
    return fresh.function, [tuple(limit) for limit in fresh.limits]


def _term(term: Expr, limits: list[Limit]) -> Expr:
    """The sum of one product: constants outside, then one sum for each set of linked factors."""
    factors, limits = _opened(list(Mul.make_args(term)), limits)
    variables = {limit[0] for limit in limits}
    outside = [f for f in factors if not f.free_symbols & variables]
    inside = [f for f in factors if f.free_symbols & variables]
    sums = [_counted(Mul(*part), own) for part, own in _linked(inside, limits)]
    return Mul(*outside, *sums)


def _counted(body: Expr, limits: list[Limit]) -> Expr:
    """A sum, which is the number of its terms if each of them is 1."""
    if body == 1 and len(limits) == 1:
        _, low, high = limits[0]
        if (high - low + 1).is_nonnegative:
            return high - low + 1
    return _named(Sum, body, limits)


def _opened(factors: list[Expr], limits: list[Limit]) -> tuple[list[Expr], list[Limit]]:
    """Merge sums that stand as factors into the outer sum."""
    flat: list[Expr] = []
    for f in factors:
        base, power = f.as_base_exp() if isinstance(f, Pow) else (f, 1)
        if isinstance(base, Sum) and _is_whole(power):
            for body, inner in (_fresh(base) for _ in range(power)):
                more, limits = _opened(list(Mul.make_args(body)), [*limits, *inner])
                flat += more
        else:
            flat.append(f)
    return flat, limits


def _is_whole(power: Expr) -> bool:
    return bool(sympify(power).is_Integer and power > 0)


def _linked(factors: list[Expr], limits: list[Limit]) -> Iterator[tuple[list[Expr], list[Limit]]]:
    """Group factors and limits that share a bound variable."""
    groups: list[tuple[set[Symbol], list[Expr], list[Limit]]] = []
    variables = {limit[0] for limit in limits}
    parts: list[tuple[Iterable[Symbol], Expr | None, Limit | None]] = [
        *((f.free_symbols & variables, f, None) for f in factors),
        *(
            ({k, *((low.free_symbols | high.free_symbols) & variables)}, None, (k, low, high))
            for k, low, high in limits
        ),
    ]
    for names, factor, limit in parts:
        touched = [g for g in groups if g[0] & set(names)]
        merged = (set(names), [factor] if factor is not None else [], [limit] if limit else [])
        for g in touched:
            groups.remove(g)
            merged = (merged[0] | g[0], g[1] + merged[1], g[2] + merged[2])
        groups.append(merged)
    for _, inside, own in groups:
        yield inside, own


def _named(func: type, body: Expr, limits: list[Limit]) -> Expr:
    """The sum with canonical variables: the smallest writing over all orders of like variables."""
    depth = 1 + max((_depth(s) for s in body.atoms(Symbol)), default=0)
    names = [Symbol(f"{MARK}{depth}#{i}", integer=True) for i in range(len(limits))]
    if any(
        (low.free_symbols | high.free_symbols) & {k for k, _, _ in limits}
        for _, low, high in limits
    ):
        return _renamed(func, body, limits, names)
    orders = list(_orders(body, limits))
    if len(orders) == 1:
        return _renamed(func, body, orders[0], names)
    return min((_renamed(func, body, order, names) for order in orders), key=str)


def _orders(body: Expr, limits: list[Limit]) -> Iterator[list[Limit]]:
    """All orders of limits, those that are alike together; just one if there are too many."""
    groups = _alike(body, limits)
    if prod(factorial(len(group)) for group in groups) > MOST:
        yield [limit for group in groups for limit in group]
        return
    for choice in product(*(permutations(group) for group in groups)):
        yield [limit for group in choice for limit in group]


def _alike(body: Expr, limits: list[Limit]) -> list[list[Limit]]:
    """The limits in groups that nothing tells apart: by range, by factors, by those linked to them.

    The order of the groups does not depend on the names of the variables.
    """
    if len(limits) == 1:
        return [limits]
    heard = {k: [f for f in Mul.make_args(body) if f.has(k)] for k, _, _ in limits}
    ranges = {k: str((low, high)) for k, low, high in limits}
    colour = {k: sorted(set(ranges.values())).index(said) for k, said in ranges.items()}
    while True:
        marks = {k: Symbol(f"{MARK}like {c}") for k, c in colour.items()}
        seen = {k: (colour[k], *_seen(k, heard[k], marks)) for k in colour}
        order = sorted(set(seen.values()))
        finer = {k: order.index(said) for k, said in seen.items()}
        if len(order) == len(set(colour.values())):
            break
        colour = finer
    return [[limit for limit in limits if finer[limit[0]] == c] for c in range(len(order))]


def _seen(k: Symbol, factors: list[Expr], marks: Mapping[Symbol, Symbol]) -> list[str]:
    """What a variable sees: its factors, itself marked, the others by what they are like."""
    own = {**marks, k: Symbol(f"{MARK}itself")}
    return sorted(str(f.xreplace(own)) for f in factors)


def _renamed(func: type, body: Expr, limits: list[Limit], names: list[Symbol]) -> Expr:
    rename = {k: name for (k, _, _), name in zip(limits, names, strict=True)}
    inner = [(rename[k], low.xreplace(rename), high.xreplace(rename)) for k, low, high in limits]
    return func(body.xreplace(rename), *inner)


def _depth(s: Symbol) -> int:
    name = s.name
    return int(name[len(MARK) :].split("#")[0]) if name.startswith(MARK) else 0
