"""A small service of its own process, to start, drain, kill and starve."""
