"""The derivations of the site, in reading order: a chapter is a title and its modules."""

CONTENTS = (
    (
        "The trouble with gradients",
        (
            "slopes",
            "rnn_bptt",
            "conventional_bptt",
            "error_flow",
            "norm_bound",
            "largest_products",
            "cancelling_paths",
            "paired_weights",
            "coth_maximiser",
            "coth_numbers",
            "flow_norms",
            "weak_bound",
        ),
    ),
    (
        "Vanishing and exploding",
        (
            "jacobian_products",
            "norm_conditions",
            "eigenvalues",
            "transients",
            "latch",
            "latch_noise",
            "robust_latching",
        ),
    ),
    (
        "The carousel",
        ("constant_error_flow", "input_conflict", "output_conflict", "state_drift"),
    ),
    (
        "The network of 1997",
        (
            "memory_cells",
            "exact_derivatives",
            "truncation",
            "truncated_states",
            "truncated_outputs",
            "memory_errors",
            "memory_updates",
            "lagged_outputs",
            "what_truncation_drops",
            "error_at_a_cell",
            "errors_from_outside",
            "memory_error_flow",
            "errors_over_lags",
            "learning_cost",
            "experiments",
        ),
    ),
    ("The rescue", ("lstm_bptt", "forget_gates")),
)
