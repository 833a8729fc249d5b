"""value(e, env): numbers, for an expression whose names are given numbers.

Vectors are arrays of shape (..., n) and operators arrays of shape (..., n, m); the leading axes
are a batch, so that many perturbed copies of a network run at once. Real or complex.
"""

from . import arrays, scalars
from .env import EPSILON, Array, Env, value, whole
from .scalars import applied

__all__ = ["EPSILON", "Array", "Env", "applied", "arrays", "scalars", "value", "whole"]
