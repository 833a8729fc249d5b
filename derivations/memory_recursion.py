"""Back-propagation through the network of 1997 once its sources are held, equation by equation."""

from lstm_sym import AdjointOf, Step, equal, sigma, slope, squash_h, t

from .truncation import (
    E,
    W_kc,
    W_kh,
    net_h,
    net_k,
    net_out,
    s,
    source,
    y,
    y_c,
    y_h,
    y_k,
    y_out,
)


def backward(cell, late=0):
    """The errors within and below the blocks, and that none goes back through what is heard.

    The output units of ``cell`` hear what was ``late`` steps before: 0 or 1.
    """
    P_h, P_out, P_c = cell["P_h P_out P_c"]
    heard = net_k.bar(t + late)
    outputs = "the output units of the next step" if late else "the output units"

    def says(label, signal, equation, text):
        return Step(label, equal(signal.bar(t), equation), AdjointOf(cell), text)

    recursion = (
        says(
            "error-net-h",
            net_h,
            slope(sigma, net_h(t)) * y_h.bar(t),
            "A hidden unit damps its error",
        ),
        says(
            "error-h",
            y_h,
            W_kh.T @ heard + P_h.T @ y.bar(t),
            f"It hears {outputs}, and all units that hear it next",
        ),
        says(
            "error-net-out",
            net_out,
            slope(sigma, net_out(t)) * y_out.bar(t),
            "An output gate damps its error",
        ),
        says(
            "error-out",
            y_out,
            E.T @ (squash_h(s(t)) * y_c.bar(t)) + P_out.T @ y.bar(t),
            "It answers for what all the cells of its block showed",
        ),
        says(
            "error-s",
            s,
            s.bar(t + 1) + (E @ y_out(t)) * slope(squash_h, s(t)) * y_c.bar(t),
            "A state answers for what it showed, and for itself one step later",
        ),
        says(
            "error-c",
            y_c,
            W_kc.T @ heard + P_c.T @ y.bar(t),
            f"The output of a cell hears {outputs}, and all units that hear it next",
        ),
        says(
            "error-net-k",
            net_k,
            slope(sigma, net_k(t)) * y_k.bar(t),
            "An output unit damps its error",
        ),
        says("error-k", y_k, y_k.loss(t), "It hears the loss"),
    )
    stops = Step(
        "error-stops",
        equal(y.bar(t), 0),
        by=AdjointOf(cell),
        text="No error goes back through what gates, cells and hidden units hear",
        source=source("section 4, learning", "HS97-4g"),
    )
    return recursion, stops
