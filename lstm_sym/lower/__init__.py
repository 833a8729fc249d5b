"""What it is elsewhere: components, numbers, LaTeX. One target, one file."""
