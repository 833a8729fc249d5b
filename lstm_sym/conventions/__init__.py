"""Layers of other libraries: their arrays as the parameters of a cell of ours, and what they name.

How they are called and stacked is data, in ``conventions.toml``.
"""

from .imported import ConventionError, Trained, layers, trained
from .spoken import Layer, layer_of

__all__ = ["ConventionError", "Layer", "Trained", "layer_of", "layers", "trained"]
