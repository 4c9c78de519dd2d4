"""The sixteen behaviors of the ISE-SAR Functional Standard, Part B, as data handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Behavior:
    """One behavior category; `definition` is in our own words, `code` is that of the NIEM list (sar.xsd).

    Group 1 is normally a crime in itself; group 2 is lawful in itself and needs articulable facts.
    `text` says whether the words of the standard were seen or are remembered.
    """

    code: str
    name: str
    group: Literal[1, 2]
    definition: str
    citation: str
    text: Literal["seen", "remembered"]


@dataclass(frozen=True, slots=True)
class Behaviors:
    """All categories by code, with the rule that is shown beside the picker for group 2."""

    by_code: Mapping[str, Behavior]
    group_two_rule: str
    citation: str

    def group_two(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the codes that are lawful in themselves."""
        return tuple(code for code in codes if code in self.by_code and self.by_code[code].group == 2)

    def unknown(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the codes that are no category."""
        return tuple(code for code in codes if code not in self.by_code)
