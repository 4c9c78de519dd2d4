"""What people does: the directory and sign-in."""
