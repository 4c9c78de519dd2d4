"""The doors for machines of others: TAXII 2.1 and a MISP feed."""
