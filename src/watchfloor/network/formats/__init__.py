"""Translating offered objects into the answers of TAXII 2.1 and of a MISP feed."""
