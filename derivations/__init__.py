"""The derivations of the site, in reading order: a chapter is a title and its modules."""

CONTENTS = (
    (
        "The trouble with gradients",
        (
            "slopes",
            "rnn_bptt",
            "hs97_conventional",
            "error_flow",
            "norm_bound",
            "coth_maximiser",
            "coth_numbers",
            "largest_products",
            "cancelling_paths",
            "paired_weights",
        ),
    ),
    ("The rescue", ("lstm_bptt", "forget_gates")),
)
