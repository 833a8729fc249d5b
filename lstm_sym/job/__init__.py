"""The main job: what is to be derived, what was derived before, and what is written."""
