r"""How far do errors flow in the network of 1997, every path counted?

Its blocks of memory cells keep their state unchanged, and hear all units of the step before. The
truncated gradient of the paper counts the carousel alone; here are all ways from step to step, with
a bound for each, and for what they can come to together.
"""

from lstm_sym import builtin, error_flow

derivation = error_flow(builtin("hs97"), about=__doc__)
