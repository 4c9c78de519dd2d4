"""Reading what protect keeps: purges and their questions, and what retention asks for."""
