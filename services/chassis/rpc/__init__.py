"""The gRPC edge: server and client channel with one error vocabulary, actors, deadlines and traces."""
