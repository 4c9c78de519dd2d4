"""What a passphrase must be (CJIS IA-5: eight characters or more, checked against common values; text remembered)."""

from watchfloor.core.rules.decision import Because, Decision

SHORTEST = 12
MOST_FAILURES = 5


def may_be_passphrase(said: str, *, login: str, common: frozenset[str]) -> Decision:
    """Length and commonness only; no composition rules, no hints."""
    reasons = [Because("Long enough.", "signin.length", "CJIS IA-5(1)")]
    if len(said) < SHORTEST:
        reasons = [
            Because(
                f"A passphrase has at least {SHORTEST} characters; this one has {len(said)}.",
                "signin.length",
                "CJIS IA-5(1)",
                ok=False,
                way_out="Use four or more words.",
            )
        ]
    if said.lower() in common or login.lower() in said.lower():
        reasons.append(
            Because(
                "This passphrase is among the commonly used ones or holds your login name.",
                "signin.common",
                "CJIS IA-5(1)",
                ok=False,
                way_out="Choose words that nobody would guess together.",
            )
        )
    return Decision.of(*reasons)
