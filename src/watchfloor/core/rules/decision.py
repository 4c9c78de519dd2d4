"""A decision is an object: it carries its reasons, each with its rule and citation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Because:
    """One reason, as a plain sentence; `ok` says whether it speaks for (True) or against (False)."""

    text: str
    rule: str
    citation: str = ""
    ok: bool = True
    way_out: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Falsy with reasons. A Decision MUST carry at least one reason; silence of policy is a refusal."""

    allowed: bool
    because: tuple[Because, ...]

    def __bool__(self) -> bool:
        return self.allowed

    @classmethod
    def of(cls, *because: Because) -> "Decision":
        """Allow only if something speaks for it and nothing against it."""
        if not because:
            return cls(False, (Because("No rule allows this.", "default.deny", ok=False),))
        return cls(all(reason.ok for reason in because), because)

    @property
    def against(self) -> tuple[Because, ...]:
        """The reasons that refuse."""
        return tuple(reason for reason in self.because if not reason.ok)

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that spoke, in order, each once; this is what a fact may name."""
        return tuple(dict.fromkeys(reason.rule for reason in self.because))


class Refused(Exception):
    """Base of every refusal; doors decide how much of it the asker may see."""

    def __init__(self, decision: Decision) -> None:
        super().__init__("; ".join(reason.text for reason in decision.against))
        self.decision = decision
