"""Routes of reporting."""
