"""C: the plan as one file, with its own matrix product and functions; no library but libm."""

from .module import Emitted, emitted, written

__all__ = ["Emitted", "emitted", "written"]
