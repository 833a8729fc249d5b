"""How it is checked: by replaying the reason, and in spite of it."""
