"""Network: what other centers and partners take from here by machine, and what we take from them."""
