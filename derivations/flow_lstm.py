r"""How far do errors flow in a memory that can forget?

There are nine paths from one step to the next, and only one of them is the carousel. How much of an
error the memory keeps is up to its forget gate, which is never wide open: its weights and what it
reads say how near to one it comes. The other eight paths lead through the weights, and one of them,
through the forget gate, is as strong as the memory is full. A gate that forgets also keeps the
memory in bounds, and so this path too.
"""

from lstm_sym import builtin, error_flow

derivation = error_flow(builtin("lstm"), about=__doc__)
