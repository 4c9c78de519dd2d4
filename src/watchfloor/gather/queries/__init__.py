"""Reading what gather keeps, a module a subject."""
