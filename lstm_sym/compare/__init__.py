"""Two cells compared: what differs, and whether they are the same function."""
