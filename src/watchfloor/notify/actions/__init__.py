"""What notify does, a module a noun."""
