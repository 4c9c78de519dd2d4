"""Persons, affiliations, agencies, roles, training, agreements, sign-in, API tokens."""
