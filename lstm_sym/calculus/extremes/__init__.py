"""Between which numbers a function of one variable lies: found, enclosed and certified."""

from .bound import RELATIONS, Bound, Decision, answered
from .certificates import ROADS, Certificate, Disagreement, MissingExtra
from .domain import LINE, Domain
from .extent import Extent, Extremum, Place
from .germs import Unsettled
from .named import image, slope_range
from .question import Question
from .shape import Gap
from .tails import limit_far_out
from .zeros import Undecided

__all__ = [
    "LINE",
    "RELATIONS",
    "ROADS",
    "Bound",
    "Certificate",
    "Decision",
    "Disagreement",
    "Domain",
    "Extent",
    "Extremum",
    "Gap",
    "MissingExtra",
    "Place",
    "Question",
    "Undecided",
    "Unsettled",
    "answered",
    "image",
    "limit_far_out",
    "slope_range",
]
