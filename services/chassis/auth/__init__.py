"""Who asks: signed tokens become actors (ADR 0007). What an actor may do is each service's own policy."""
