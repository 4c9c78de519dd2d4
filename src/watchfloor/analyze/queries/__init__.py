"""Reading what analysis made."""
