"""A module from its text, with its own lines in a traceback."""

from __future__ import annotations

import linecache
from importlib.abc import InspectLoader
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType


class _Text(InspectLoader):
    def __init__(self, text: str) -> None:
        self.text = text

    def get_source(self, fullname: str) -> str:
        return self.text


def loaded(text: str, name: str) -> ModuleType:
    """Return the module that a program's text is."""
    spec = spec_from_loader(name, _Text(text), origin=f"<{name}>")
    if spec is None or spec.loader is None:
        raise ImportError(f"{name} cannot be loaded", name=name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    linecache.cache[f"<{name}>"] = (len(text), None, text.splitlines(True), f"<{name}>")
    return module
