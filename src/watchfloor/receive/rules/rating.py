"""How far a source is to be relied on (Admiralty code, FM 2-22.3 as in MISP admiralty-scale 5)."""

from dataclasses import dataclass
from typing import Literal

from watchfloor.core.rules.decision import Because, Decision

Reliability = Literal["A", "B", "C", "D", "E", "F", ""]
WORDS: dict[Reliability, str] = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
    "": "not rated",
}


@dataclass(frozen=True, slots=True)
class SourceRating:
    """The reliability of a source; empty until a person has rated it. F is a rating: somebody could not say."""

    reliability: Reliability = ""

    @property
    def verified(self) -> bool:
        """Whether somebody rated it; what an unverified source sends is closed to all but the center."""
        return self.reliability != ""

    @property
    def said(self) -> str:
        """The grade in words, as pages show it."""
        return f"{self.reliability} - {WORDS[self.reliability]}" if self.reliability else WORDS[""]

    def weighed(self) -> Decision:
        """May what it sends go beyond the center, as far as the source is concerned?"""
        if self.verified:
            return Decision.of(Because(f"The source is rated {self.said}.", "source.rated", "Admiralty code"))
        text = "Nobody has rated this source; what it sends is for the center alone."
        out = "Have a person rate the source."
        return Decision.of(Because(text, "source.unverified", "Admiralty code", ok=False, way_out=out))


def rating(text: str) -> SourceRating | None:
    """A rating from its letter; None if it is none of the scale. G (deliberately deceptive) is MISP's own."""
    return next((SourceRating(letter) for letter in WORDS if letter == text), None)
