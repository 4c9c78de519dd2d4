"""What plan does: bring in reference data, state needs, hold records against both."""
