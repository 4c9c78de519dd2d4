"""Suspicious activity reports, tips and leads: in, read, vetted."""
