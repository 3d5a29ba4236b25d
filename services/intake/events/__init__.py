"""Facts as events for others, and others' events as use cases."""
