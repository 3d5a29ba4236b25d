"""How others ask: HTTP, gRPC, and the series that /metrics shows."""
