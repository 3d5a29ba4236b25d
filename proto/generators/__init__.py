"""Makes everything that follows from the protos. ``proto/generate.py`` runs it."""
