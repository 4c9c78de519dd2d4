"""What core decides: pure dataclasses and functions."""
