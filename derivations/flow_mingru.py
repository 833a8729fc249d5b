r"""How far do errors flow in a gated unit whose gate does not hear its state?

Then there is one path alone, the carousel: an error is multiplied by what the gate lets through,
and by nothing else. It can never grow; how fast it fades is up to the gate.
"""

from lstm_sym import builtin, error_flow

derivation = error_flow(builtin("mingru"), about=__doc__)
