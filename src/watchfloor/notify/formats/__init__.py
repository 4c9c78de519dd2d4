"""Translates notices into mails."""
