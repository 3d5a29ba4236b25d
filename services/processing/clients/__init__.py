"""Neighbours, behind the application's ports."""
