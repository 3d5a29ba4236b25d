"""Events in (reading) and out (publishing): pure tables."""
