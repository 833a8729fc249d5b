"""The demonstration: a network that learns by the derived gradient alone."""
