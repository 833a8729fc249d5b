r"""How far do errors flow in a simple recurrent network?

There is one way from state to state: through the weights, and down by the slope of the squashing
function. So \(q\) steps stretch an error at most by the \(q\)-th power of what one step can. With
the hyperbolic tangent, whose slope may be one, that is the norm of the weights: an error must
vanish if it is below one, and can explode only if it is above.
"""

from lstm_sym import builtin, error_flow

derivation = error_flow(builtin("rnn"), about=__doc__)
