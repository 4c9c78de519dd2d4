"""Source items, records and versions, labels, the gate of reading, decisions, facts, followers, sealer."""
