"""Doors of gather."""
