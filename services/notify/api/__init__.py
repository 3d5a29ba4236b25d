"""How others ask: HTTP and gRPC."""
