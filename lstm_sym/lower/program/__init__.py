"""A formula as program text: for NumPy, for plain SymPy, and for the scripts of the site.

Each of the printers raises Unsayable for what its target has no words for.
"""

from .javascript import javascript
from .numpy import numpy
from .printer import Unsayable, called
from .sympy import sympy

__all__ = ["Unsayable", "called", "javascript", "numpy", "sympy"]
