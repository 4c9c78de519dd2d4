"""What gather decides about rows, tips and reports: pure dataclasses and functions."""
