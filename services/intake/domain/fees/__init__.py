"""What a dossier costs and what was paid: an axis of its own, beside the state of the dossier."""
