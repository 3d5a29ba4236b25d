"""Schema of reporting, revision by revision."""
