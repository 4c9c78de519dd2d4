"""Watchfloor: the open-source platform that a fusion center runs."""
