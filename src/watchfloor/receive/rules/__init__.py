"""Decides what an object from outside is worth, what of it is new, and what breaks its standard."""
