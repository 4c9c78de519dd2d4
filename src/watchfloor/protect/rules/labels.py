"""What a label means: a set of atoms, each the handling of one origin. Seeing a label needs every one of its atoms."""

from dataclasses import dataclass

SHARES = ("center", "partners", "closed", "named", "oversight", "security")


@dataclass(frozen=True, slots=True)
class Atom:
    """Owner agency id, legal class, level, TLP, dissemination control, sharing set, sensitivity, criminal history."""

    owner_id: int
    legal_class: str
    level: str
    share: str
    tlp: str = ""
    federal_only: bool = False
    restricted: bool = False
    chri: bool = False

    def print(self) -> str:
        """Canonical text: the same handling is always the same label."""
        return (
            f"o={self.owner_id};c={self.legal_class};l={self.level};s={self.share};t={self.tlp}"
            f";f={int(self.federal_only)};r={int(self.restricted)}{';h=1' if self.chri else ''}"
        )

    @classmethod
    def parse(cls, text: str) -> "Atom":
        """The inverse of print; ValueError for anything else, which readers must take as closed."""
        parts = dict(part.split("=", 1) for part in text.split(";"))
        chri = parts.pop("h", "")  # said only where it holds, so that older labels keep their text
        if set(parts) != set("oclstfr") or chri not in ("", "1"):
            raise ValueError("not an atom of a label")
        return cls(
            int(parts["o"]),
            parts["c"],
            parts["l"],
            parts["s"],
            parts["t"],
            parts["f"] == "1",
            parts["r"] == "1",
            chri == "1",
        )
