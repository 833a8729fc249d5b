"""Between which numbers a function of one variable lies: found, enclosed and certified."""

from .extent import Extent, Extremum
from .named import image, slope_range

__all__ = ["Extent", "Extremum", "image", "slope_range"]
