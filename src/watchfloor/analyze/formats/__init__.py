"""Reads the tables that analysis declares in its `data` folder into the dataclasses of its rules."""
