"""The gate of reading: the audience in the database session, and the keys that open sealed bytes."""
