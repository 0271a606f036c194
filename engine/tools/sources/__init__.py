"""Tools out of what a team already has: the documents of its own systems."""
