"""Translates what partners send (STIX 2.1, CAP 1.1 and 1.2) into drafts, or sets it aside with reasons."""
