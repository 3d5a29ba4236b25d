"""How others ask intake: HTTP and gRPC."""
