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
            "flow_norms",
            "weak_bound",
        ),
    ),
    (
        "The carousel",
        ("constant_error_flow", "input_conflict", "output_conflict"),
    ),
    ("The rescue", ("lstm_bptt", "forget_gates")),
)
