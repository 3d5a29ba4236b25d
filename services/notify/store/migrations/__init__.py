"""Schema of notify, revision by revision."""
