"""Words that events and the gRPC API say the same way."""
