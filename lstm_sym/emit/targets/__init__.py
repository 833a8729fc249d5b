"""One file for each target: how a plan is written there."""
