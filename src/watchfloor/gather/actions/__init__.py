"""What gather does: accept files and forms, promote and dismiss."""
