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
    and for a file that is no checkpoint.
    """
    try:
        with file.open("rb") as raw, np.load(raw, allow_pickle=False) as found:
            arrays = {name: found[name] for name in found.files}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, BadZipFile, EOFError) as fault:
        raise OtherRun(f"{file}: no checkpoint ({fault}); remove it, or say --fresh") from fault
    said = json.loads(str(arrays["said"]))
    for name, value in settings.told.items():
        if name != "contexts" and said["settings"].get(name) != value:
            was = said["settings"].get(name)
            raise OtherRun(
                f"{file}: made with {name} {was}, not {value}; say --fresh to begin anew"
            )
    draw = np.random.default_rng()
    draw.bit_generator.state = said["draw"]
    weights, first, second, state = (_group(arrays, name) for name in GROUPS)
    moments = Moments(first, second, int(arrays["updates"]))
    return Learner(weights, moments, draw, state, tuple(map(float, arrays["losses"])))


def _group(arrays: dict[str, np.ndarray], group: str) -> Weights:
    return {name.partition("/")[2]: v for name, v in arrays.items() if name.startswith(f"{group}/")}
