r"""How far do errors flow in a memory that forgets nothing?

The memory of 1997 goes to itself unchanged: one step stretches an error there by exactly one,
whatever the weights. That is why it lasts. But the memory also grows: by at most two at every step,
so that it may outgrow what its squashing function can show. And there are other ways beside the
carousel, through the gates and around by the output; their weights decide what they add.
"""

from lstm_sym import builtin, error_flow

derivation = error_flow(builtin("lstm97"), about=__doc__)
