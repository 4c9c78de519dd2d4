"""What core does: keep source items, open records, set aside, grant, relabel."""
