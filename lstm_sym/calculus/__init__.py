"""What can be done with it: normal forms, derivatives, adjoints, bounds."""
