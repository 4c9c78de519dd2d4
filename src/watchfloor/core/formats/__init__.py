"""Translates bytes; no database."""
