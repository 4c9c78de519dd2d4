"""Prints markings: the banner of a page, the mark of a portion, the TLP label, and the whole for keeping.

Specified categories come before basic ones, each group by letter; REL TO names the USA first (CUI Marking Handbook
v1.1; text seen in part). TLP is printed apart, on the right; supplemental words stay out of the CUI line.
"""

from collections.abc import Mapping

from watchfloor.marking.shape import Countries, Level, Marking
from watchfloor.marking.words import words

_WORDS: dict[Level, str] = {"U": "UNCLASSIFIED", "CUI": "CUI", "C": "CONFIDENTIAL", "S": "SECRET", "TS": "TOP SECRET"}


def banner(marking: Marking) -> str:
    """The line for top and bottom of a page, such as "CUI//SP-CHRI/LEI//FED ONLY" or "UNCLASSIFIED//LES".

    `parse` gives the marking back, without TLP and supplemental words.
    """
    return "//".join((_WORDS[marking.level], *_parts(marking, {})))


def portion(marking: Marking) -> str:
    """The mark before a paragraph, such as "(U//LES)" or "(CUI//NF)"; controls in their short forms."""
    return f"({'//'.join((marking.level, *_parts(marking, words().portion_forms)))})"


def tlp_label(marking: Marking) -> str:
    """The TLP label, such as "TLP:AMBER+STRICT", or "" if none was given."""
    return f"TLP:{marking.tlp}" if marking.tlp else ""


def canonical(marking: Marking) -> str:
    """All that a marking says in one line, for keeping: `parse(canonical(m)) == m`. Not for print: see `banner`."""
    return "//".join(filter(None, (banner(marking), tlp_label(marking), "/".join(sorted(marking.supplements)))))


def _parts(marking: Marking, forms: Mapping[str, str]) -> list[str]:
    categories = sorted(marking.categories, key=lambda code: (not code.startswith("SP-"), code))
    controls = sorted((_control(name, marking, forms) for name in marking.controls), key=str.upper)
    above = ["CUI"] if categories and marking.level not in ("U", "CUI") else []
    groups = (sorted(marking.compartments), above, categories, controls, sorted(marking.caveats))
    return ["/".join(group) for group in groups if group]


def _control(name: str, marking: Marking, forms: Mapping[str, str]) -> str:
    if name == "REL TO":
        return f"REL TO {_listed(marking.rel_to)}"
    if name == "DISPLAY ONLY":
        return f"DISPLAY ONLY {_listed(marking.display_to)}"
    return forms.get(name, name)


def _listed(countries: Countries) -> str:
    return ", ".join(sorted(countries or (), key=lambda code: (code != "USA", code)))
