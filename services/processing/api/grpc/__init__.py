"""gRPC: motcua.processing.v1, the same use cases."""
