"""PyTorch: an autograd Function around the derived gradient, and a layer."""

from .module import emitted

__all__ = ["emitted"]
