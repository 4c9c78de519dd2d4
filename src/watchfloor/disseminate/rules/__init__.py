"""What dissemination decides: pure functions over frozen facts."""
