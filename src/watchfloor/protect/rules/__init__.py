"""What protect decides: pure dataclasses and functions."""
