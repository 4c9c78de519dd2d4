"""What receive does: accept files, rate sources."""
