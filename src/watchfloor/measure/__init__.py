"""Capability measures and feedback totals: counted by a follower of the ledger, from facts, never from people."""
