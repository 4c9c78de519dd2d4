"""What analysis decides: pure functions over frozen facts."""
