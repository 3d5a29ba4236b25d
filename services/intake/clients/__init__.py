"""Neighbours, asked by gRPC, behind the ports of the application."""
