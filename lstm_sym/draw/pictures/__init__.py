"""The named pictures of the site, drawn from the symbolic cells."""
