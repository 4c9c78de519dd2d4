"""Access, legal classes, retention and purge: below all that work with records, so that all must ask it."""
