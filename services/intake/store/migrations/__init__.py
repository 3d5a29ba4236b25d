"""Schema of intake, revision by revision. A revision that was released is never changed."""
