"""Which row of the risk table gives the first inputs for an asset."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AssetKinds:
    """`by_word`: (word of the kind, row), the first that fits; `by_sector`: NIEM code -> row."""

    by_word: tuple[tuple[str, str], ...]
    by_sector: Mapping[str, str]

    def risk_kind(self, kind: str, sectors: Sequence[str]) -> str:
        """The row's name; "other" when nothing is declared."""
        words = f" {kind.casefold()} ".replace(",", " ")
        named = next((risk for word, risk in self.by_word if f" {word} " in words), "")
        return named or next((self.by_sector[code] for code in sectors if code in self.by_sector), "other")
