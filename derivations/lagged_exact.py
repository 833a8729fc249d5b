r"""What do output units hear of a weight, if they hear one step late and nothing is truncated?

This is the first equality of eq. (10) as the paper prints it: an output unit hears what the weight
did to all units that are no gates, one step before, and a weight of its own by what it carried.
What the weight did to those units is left as it is; truncation makes most of it vanish.
"""

from lstm_sym import Derivation, Source, builtin

from .truncated_outputs import answers
from .truncated_states import ranges
from .truncation import MEANS, PLACE

cell = builtin("hs97-lagged")

derivation = Derivation(
    "lagged-exact",
    "Outputs one step late, nothing truncated",
    about=__doc__,
    cell=cell,
    source=Source("HS97", PLACE),
    forall=ranges,
    means=MEANS,
    at_rest=("s",),
    members=("E",),
    steps=tuple(answers(cell, lag=1).values()),
)
