"""The derivations of the site, in reading order: a chapter is a title and its modules."""

CONTENTS = (
    (
        "The trouble with gradients",
        ("slopes", "rnn_bptt", "hs97_conventional", "error_flow", "norm_bound"),
    ),
    (
        "The rescue",
        (
            "lstm_bptt",
            "forget_gates",
            "what_truncation_drops",
            "memory_error_flow",
            "constant_error_flow",
            "state_drift",
            "experiments",
        ),
    ),
)
