"""Translates policy files and received markings into the rules' dataclasses."""
