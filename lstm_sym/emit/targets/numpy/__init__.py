"""NumPy: the plan with lines joined, as calls that write into arrays made before."""

from .module import emitted

__all__ = ["emitted"]
