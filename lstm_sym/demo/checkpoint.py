"""A learner as a file: whole or not there, and what is read goes on as if never interrupted."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from .adam import Moments
from .learning import Learner, Settings
from .network import Weights

GROUPS = ("weights", "first", "second", "state")


class OtherRun(ValueError):
    """A checkpoint of a run with other settings, or a file that is no checkpoint."""


def save(file: Path, learner: Learner, settings: Settings) -> None:
    """Write a learner beside the file and put it in its place; OSError if that fails."""
    groups = (learner.weights, learner.moments.first, learner.moments.second, learner.state)
    said = {"settings": settings.told, "draw": learner.draw.bit_generator.state}
    arrays: dict[str, Any] = {
        f"{group}/{name}": v
        for group, found in zip(GROUPS, groups, strict=True)
        for name, v in found.items()
    } | {
        "updates": np.array(learner.updates),
        "losses": np.array(learner.losses),
        "said": np.array(json.dumps(said)),
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{os.getpid()}~")
    try:
        with beside.open("wb") as out:
            np.savez(out, **arrays)
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, file)
    finally:
        beside.unlink(missing_ok=True)


def load(file: Path, settings: Settings) -> Learner | None:
    """Read the learner of these settings; None if there is no file.

    More contexts than before is no other run: it goes on. Raises OtherRun for any other difference,
    for a learner that has had more updates than these settings allow, and for a file that is no
    checkpoint.
    """
    try:
        with file.open("rb") as raw, np.load(raw, allow_pickle=False) as found:
            arrays = {name: found[name] for name in found.files}
        was, learner = _read(arrays)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, BadZipFile, EOFError) as fault:
        raise OtherRun(f"{file}: no checkpoint ({fault}); remove it, or say --fresh") from fault
    for name, value in settings.told.items():
        if name != "contexts" and was.get(name) != value:
            raise OtherRun(
                f"{file}: made with {name} {was.get(name)}, not {value}; say --fresh to begin anew"
            )
    if learner.updates > settings.updates:
        raise OtherRun(
            f"{file}: has had {learner.updates} updates, more than the {settings.updates} of "
            f"{settings.contexts} contexts; say --fresh to begin anew"
        )
    return learner


def _read(arrays: dict[str, np.ndarray]) -> tuple[dict[str, Any], Learner]:
    """The settings that a checkpoint was made with, and its learner; KeyError if it is none."""
    said = json.loads(str(arrays["said"]))
    draw = np.random.default_rng()
    draw.bit_generator.state = said["draw"]
    weights, first, second, state = (_group(arrays, name) for name in GROUPS)
    moments = Moments(first, second, int(arrays["updates"]))
    losses = tuple(map(float, arrays["losses"]))
    return dict(said["settings"]), Learner(weights, moments, draw, state, losses)


def _group(arrays: dict[str, np.ndarray], group: str) -> Weights:
    return {name.partition("/")[2]: v for name, v in arrays.items() if name.startswith(f"{group}/")}
