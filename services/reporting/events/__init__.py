"""Events in: what each published event means here (reading), and the loops that act without being asked."""
