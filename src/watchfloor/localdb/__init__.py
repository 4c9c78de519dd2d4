"""The embedded PostgreSQL launcher: a ground library that runs one cluster below a data directory and nothing else."""
