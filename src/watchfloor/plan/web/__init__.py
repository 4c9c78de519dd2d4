"""Doors of plan."""
