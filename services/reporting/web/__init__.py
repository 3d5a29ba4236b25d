"""Pages of reporting, rendered here, without scripts or anything from elsewhere."""
