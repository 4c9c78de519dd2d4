"""Translates bytes: sealing and unsealing, and the child process in which every byte from outside is parsed."""
