"""Reading records through the gate."""
