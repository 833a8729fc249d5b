"""Weights to which no state listens: what they do not move, from the start and ever after."""

from lstm_sym import Given, Recursion, Step, TangentStep, equal, t, total


def start(label, cell, s, weight, name):
    """Before the run a weight has moved nothing."""
    text = f"Before the run {name} has moved nothing"
    return Step(f"start-{label}", equal(total(s(0), weight), 0), Given(cell), text)


def still(label, cell, s, kept, weight, name):
    """What a weight has done to the states is only kept: nothing is added."""
    claim = equal(total(s(t), weight), kept * total(s(t - 1), weight))
    return Step(f"still-{label}", claim, TangentStep(cell), f"To {name} no state listens")


def never(label, s, weight, along, begun, name):
    """So a weight never moves a state."""
    by = Recursion(along=along, start=begun)
    return Step(f"never-{label}", equal(total(s(t), weight), 0), by, f"So {name} never moves one")
