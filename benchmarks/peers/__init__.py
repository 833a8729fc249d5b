"""What the programs are measured beside: the same gradients by other libraries."""
