"""Doors of disseminate."""
