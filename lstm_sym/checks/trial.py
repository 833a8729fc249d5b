"""A trial: every name of a derivation given random numbers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy import Expr, FiniteSet, Indexed, Symbol

from ..calculus.adjoint import L, T, bar
from ..language.cell import t
from ..language.operators import Matrix, Response, Sensitivity
from ..language.tally import Tally
from ..language.vectors import BAR, Vector
from ..lower.numpy import Env, value
from ..proof.step import Claim, Derivation, Range
from ..proof.times import bounds, is_timed
from .backward import Reader, backward
from .drawn import LONGEST, dimensions, network
from .network import Network
from .settled import settled
from .tallied import tallied

Array = NDArray[Any]
PATIENCE = 400
LARGEST, CALMEST, NEARLY = 1e4, 1e-3, 1e-4


class Undrawable(ValueError):
    """A trial that could not be drawn: a range is empty or a symbol has none."""


class Exploding(Undrawable):
    """However small its numbers, the recurrence leaves the range of floating point."""


def trials(
    derivation: Derivation, seed: int, many: int, given: tuple[Claim, ...] = ()
) -> Iterator[Trial]:
    """Draw ``many`` trials that obey the hypotheses; the same seed draws the same numbers.

    Raises Undrawable if no trial is found that obeys them.
    """
    return (trial(derivation, seed, k, given) for k in range(many))


def trial(derivation: Derivation, seed: int, k: int, given: tuple[Claim, ...] = ()) -> Trial:
    """Draw the k-th trial: the first of a sequence of its own that obeys the hypotheses."""
    with np.errstate(all="ignore"):
        return _obedient(derivation, np.random.default_rng([seed, k]), given)


def _obedient(derivation: Derivation, rng: np.random.Generator, given: tuple[Claim, ...]) -> Trial:
    """Draw until the hypotheses hold, all arrays on a scale that strays further each time.

    A run that overflows is drawn anew with all its numbers halved; or, where it divides, by turns
    halved and doubled, since a divisor may be what is too small.
    """
    calm, finite = 1.0, False
    before = [claim for claim in given if not is_timed(derivation.meant(claim))]
    for attempt in range(PATIENCE):
        scale = float(rng.lognormal(0, attempt / 20)) if attempt else 1.0
        trial = Trial(derivation, rng, scale, calm)
        if not all(trial.obeys(claim) for claim in before):
            finite = True
            continue
        if not trial.is_finite:
            calm = _calmer(calm, derivation)
            continue
        if not trial.divides:
            continue
        finite = True
        if all(trial.obeys(claim) for claim in given):
            return trial
    if not finite:
        raise Exploding(f"{derivation.label}: every run overflows or divides by nearly zero")
    raise Undrawable(f"{derivation.label}: no trial obeys the hypotheses")


def _calmer(calm: float, derivation: Derivation) -> float:
    """The next scale to try after one on which a run overflowed."""
    divides = derivation.cell is not None and bool(derivation.cell.nonzero)
    if divides and calm < 1:
        return 1 / calm
    return max(min(calm, 1 / calm) / 2, CALMEST)


class Trial:
    """One draw: sizes, parameters, inputs, initial states, targets, a time t, and every symbol."""

    def __init__(
        self,
        derivation: Derivation,
        rng: np.random.Generator,
        scale: float = 1.0,
        calm: float = 1.0,
    ) -> None:
        self.derivation, self.rng = derivation, rng
        self.network = (
            None
            if derivation.cell is None
            else settled(
                network(derivation.cell, rng, derivation.loss, scale, calm), derivation, rng
            )
        )
        self.symbols: dict[Symbol, Any] = {}
        self.vectors: dict[str, Array] = {}
        if self.network is not None:
            self.symbols |= dict(self.network.symbols)
        for name, ends in derivation.forall.items():
            self._give(name, ends, scale)
        if self.network is not None:
            self._draw_time(derivation)

    def _give(self, name: Symbol | Vector | Matrix, ends: Range, scale: float) -> None:
        """Draw a vector or a matrix on a scale, or a symbol from its set or between its ends."""
        if isinstance(name, Vector | Matrix):
            sizes = [int(self.symbols.get(size, size)) for size in dimensions(name)]
            drawn = scale * self.rng.standard_normal(sizes)
            self.vectors[name.name] = np.abs(drawn) if ends == (0, sympy.oo) else drawn
        elif isinstance(ends, FiniteSet):
            self.symbols[name] = float(self.rng.choice([float(e) for e in sorted(ends)]))
        elif isinstance(name, Indexed):
            units = [self._draw(name, ends, scale) for _ in range(LONGEST + 3)]
            self.symbols[name.base.label] = units
        else:
            self.symbols[name] = self._draw(name, ends, scale)

    def _draw(self, symbol: Symbol, ends: tuple[Any, Any], scale: float) -> Any:
        """A number between two ends; where one is infinite, the further the smaller the scale."""
        first, last = (float(sympy.sympify(end).xreplace(self.symbols)) for end in ends)
        if first > last:
            raise Undrawable(f"the range of {symbol} is empty")
        if symbol.is_integer:
            return int(self.rng.integers(int(first), int(min(last, first + LONGEST - 1)) + 1))
        if np.isinf([first, last]).sum() == 1:
            distance = abs(3 * self.rng.standard_normal()) / scale
            return float(first + distance if np.isinf(last) else last - distance)
        if np.isinf([first, last]).any():
            return float(np.clip(3 * self.rng.standard_normal(), first, last))
        return float(self.rng.uniform(first, last))

    def _draw_time(self, derivation: Derivation) -> None:
        assert self.network is not None
        first = max(map(self._first, derivation.meanings))
        self.symbols[t] = int(self.rng.integers(first, self._last + 1))
        self.symbols[T] = self.network.steps

    def _first(self, claim: Claim) -> int:
        """The first time at which the run holds all that a claim speaks of, without names."""
        assert self.network is not None
        after = not_before(claim, self.network.cell)
        return max(int(bound.xreplace(self.symbols)) for bound in after)

    @property
    def _last(self) -> int:
        assert self.network is not None
        return self.network.steps - (self.derivation.loss == "the end")

    @property
    def is_finite(self) -> bool:
        """Whether no signal of the run overflows, nor will its square."""
        return self.network is None or self.network.largest < LARGEST

    @property
    def divides(self) -> bool:
        """Whether every divisor of the cell keeps away from zero through the whole run."""
        if self.network is None or not self.network.cell.nonzero:
            return True
        network = self.network
        env = Env(network.symbols, network.constants, Reader(network, {}))
        return all(
            np.all(np.abs(value(divisor, env.bind({t: time}))) > NEARLY)
            for divisor in network.cell.nonzero
            for time in range(1, network.steps + 1)
        )

    def window(self, claim: Claim) -> tuple[int, int]:
        """The first and the last time at which the run holds all that a claim speaks of."""
        assert self.network is not None
        return self._first(self.derivation.meant(claim)), self._last

    @cached_property
    def env(self) -> Env:
        """What every name of the derivation stands for in this trial."""
        if self.network is None:
            return Env(self.symbols, self.vectors)
        return Env(
            self.symbols | self._number_gradients() | self._loss(),
            _Constants(self.network, self.vectors),
            Reader(self.network, _Errors(self.network)),
            self._response,
        )

    def value(self, e: Expr) -> Any:
        """Return the number, vector or matrix that ``e`` is in this trial."""
        return value(e, self.env)

    def sides(self, claim: Claim, time: int | None = None) -> tuple[Any, Any]:
        """Both sides of a claim, in numbers, at the time of the trial or at another.

        A side is nan where it is not defined, as a root of a negative number is not.
        """
        meant = self.derivation.meant(claim)
        env = self.env if time is None else self.env.bind({t: time})
        with np.errstate(invalid="ignore", divide="ignore"):
            return value(meant.lhs, env), value(meant.rhs, env)

    def obeys(self, claim: Claim, time: int | None = None) -> bool:
        """Whether a hypothesis holds in this trial, exactly."""
        left, right = (np.asarray(side) for side in self.sides(claim, time))
        compared = {"=": np.equal, "≤": np.less_equal, "<": np.less}[claim.relation]
        return bool(np.all(compared(left, right)))

    def _response(self, R: Response | Sensitivity | Tally, env: Env) -> Any:
        assert self.network is not None
        if isinstance(R, Tally):
            return tallied(self.network, R.kind)
        if isinstance(R, Sensitivity):
            weight = R.weight
            of = (R.of.name, int(value(R.of.moment, env)))
            if isinstance(weight, Symbol):
                return self.network.sensitivity(of, weight.name, ())
            at = tuple(int(value(i, env)) - 1 for i in weight.at)
            return self.network.sensitivity(of, weight.of.name, at)
        if not R.of.name.endswith(BAR):
            return self.network.response(R, env)
        of, wrt = ((v.name.removesuffix(BAR), int(value(v.time, env))) for v in (R.of, R.wrt))
        errors = Reader(self.network, backward(self.network, source=wrt))(of[0] + BAR, of[1])
        return np.broadcast_to(errors, (self.network.width[wrt[0]], errors.shape[-1])).T

    def _loss(self) -> dict[Symbol, Any]:
        """What the loss of the run is."""
        assert self.network is not None
        return {L: float(self.network.loss(self.network.trajectory))}

    def _number_gradients(self) -> dict[Symbol, Any]:
        assert self.network is not None
        numbers = [p for p in self.network.cell.learnt if isinstance(p, Symbol)]
        return {bar(p): self.network.gradients[p.name] for p in numbers}


class _Constants(dict):
    """The parameters by name, and their gradients by barred name, computed when asked for."""

    def __init__(self, network: Network, vectors: dict[str, Array]) -> None:
        super().__init__({**network.constants, **vectors})
        self.network = network

    def __missing__(self, name: str) -> Array:
        if not name.endswith(BAR):
            raise KeyError(name)
        return self.network.gradients[name.removesuffix(BAR)]


class _Errors(dict):
    """The errors of a run, computed when first asked for."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def __contains__(self, at: object) -> bool:
        return at in self.network.errors

    def __getitem__(self, at: Any) -> Array:
        return self.network.errors[at]


not_before = lru_cache(maxsize=None)(bounds)
