"""gRPC services of notify."""
