"""Processing as others reach it: HTTP for people's pages, gRPC for systems. Nothing is decided here."""
