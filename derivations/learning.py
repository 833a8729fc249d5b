"""What derivations of learning share: the change of a weight, and how the loss hears a weight."""

from lstm_sym import Definition, Entry, LossForward, Step, T, equal, sum_over, total


def slope_by(weight):
    """The derivative of the loss by a weight."""
    return Entry(weight.of.bar, *weight.at)


def downhill(rate, weight):
    """What a weight changes by: the rate times the derivative, down the slope."""
    return -rate * slope_by(weight)


def meant(label, name, rate, weight, text, source=None):
    """The change of a weight by its name."""
    return Step(label, equal(name, downhill(rate, weight)), Definition(), text, source)


def at_step(outputs, weight, time, letter="o"):
    """What the loss says to the outputs at a time, times how the weight has moved them."""
    return sum_over(
        lambda k: Entry(outputs.loss(time), k) * Entry(total(outputs(time), weight), k),
        1,
        outputs.dim,
        letter,
    )


def up_to(outputs, weight, time, letter="o"):
    """The same, over all steps up to a time."""
    name = "t" if time == T else "s"
    return sum_over(lambda s: at_step(outputs, weight, s, letter), 1, time, name)


def heard(label, cell, outputs, weight, text, source=None, letter="o", always=False):
    """The loss hears a weight through the outputs: at the end, or at all times."""
    whole = (up_to if always else at_step)(outputs, weight, T, letter)
    by = LossForward(cell, always)
    return Step(label, equal(slope_by(weight), whole), by, text, source)
