"""What can be said: vectors, operators, sums and cells, as SymPy expressions."""
