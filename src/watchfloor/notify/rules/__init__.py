"""Decides who is on duty and whom a notice goes to next."""
