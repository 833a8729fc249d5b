r"""How far do errors flow in a gated unit with one state?

The new state is a mean of the old one and of a candidate, and the gate decides how much of each.
So the state never leaves the range that it began in, or is driven in. Four paths lead from step to
step: straight on, through the gate itself, and through the candidate with or without its own gate.
"""

from lstm_sym import builtin, error_flow

derivation = error_flow(builtin("gru-cho"), about=__doc__)
