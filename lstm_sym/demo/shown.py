"""The result that the pages show: that of the default run, kept beside the code."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

FILE = "result.json"


@cache
def shown() -> dict[str, Any]:
    """What ``demo feedback-modulation`` found with its default settings, by kind."""
    return json.loads(files(__package__ or "").joinpath(FILE).read_text("utf-8"))
