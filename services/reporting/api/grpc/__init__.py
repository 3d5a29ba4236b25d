"""gRPC services of reporting."""
