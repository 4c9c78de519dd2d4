"""Exact recognizers over free text: identifiers, places, time zones, words for the text guard. Pure, on the ground."""
