"""Mistakes: small wrong changes of a backward pass, and which of them explains wrong numbers."""
