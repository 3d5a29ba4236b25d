"""A pack beside the one in force: what differs, what dossiers need to stay as it is, whom it moves."""
