"""The keys of the desk in words (design, section 5); the ways of the navigation bring their own.

A key stands here when a page has it and a test presses it there (tests/browser/test_keys.py), not before.
"""

from watchfloor.protect.web.navigation import ways

# a key may do another thing on another page: then the words say both
SINGLE = {
    "/": "Search",
    "?": "All keys",
    "j": "Down",
    "k": "Up",
    "o": "Open",
    "x": "Select",
    "u": "Undo",
    "w": "Why can I see this?",
    ".": "Show what is new",
    "b": "The table that stands for a picture",
    "c": "Claim",
    "v": "Begin vetting",
    "d": "Disposition",
    "e": "Expand (workspace); say a need anew",
    "n": "Tag to a need; state a need; different",
    "l": "Link",
    "t": "Tear line; compose an answer",
    "f": "Filter",
    "m": "Portion mark",
    "[": "Previous",
    "]": "Next",
    "p": "Log a call",
    "h": "Hand-over sheet; not sure",
    "i": "What it means here",
    "r": "Take a request",
    "s": "Source; keep the search; search for a request",
    "1": "First pane large",
    "2": "Second pane large",
    "3": "Third pane large",
    "+": "Zoom in",
    "-": "Zoom out",
    "0": "Show all of a picture",
}


def remappable(rights: frozenset[str]) -> dict[str, str]:
    """Every key that may be given another sign, with its words: the ways this reader has, then the single keys."""
    return {way.key: f"Go to {way.text}" for way in ways(rights) if way.key} | SINGLE
