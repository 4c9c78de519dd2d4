"""What people decides: pure dataclasses and functions."""
