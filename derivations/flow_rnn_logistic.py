r"""How far do errors flow in a network of logistic units?

The slope of the logistic function is nowhere above one quarter, so that every step shrinks an error
to a quarter of what the weights would make of it. This is the network in which errors were first
seen to vanish; here its bound comes from the cell itself, for three norms at once.
"""

from lstm_sym import builtin, error_flow

derivation = error_flow(builtin("rnn-logistic"), about=__doc__)
