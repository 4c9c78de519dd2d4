"""Who may write to the person who reported, and what."""

from watchfloor.core.rules.decision import Because, Decision

RIGHT, SHORTEST, LONGEST = "reporter.write", 3, 4000
CITATION = "GAO-13-233: submitters want to know what became of what they reported; center policy"


def may_write(*, rights: frozenset[str], text: str, has_mailbox: bool) -> Decision:
    """One letter to the mailbox of a report: by whoever has the right, where there is a mailbox, in plain words."""
    return Decision.of(
        Because(
            "Your role writes to people who reported." if RIGHT in rights else "Your role does not write to them.",
            f"right.{RIGHT}", "CJISSECPOL AC-6", RIGHT in rights, "Ask an analyst.",
        ),
        Because(
            "It came by the public form." if has_mailbox else "It did not come by the public form: nobody reads there.",
            "letter.mailbox", CITATION, has_mailbox, "Ask whoever sent it by the way it came.",
        ),
        Because(
            "Your question: it has words."
            if SHORTEST <= len(text.strip()) <= LONGEST
            else f"Your question: {len(text.strip())} characters. Write {SHORTEST} to {LONGEST}.",
            "letter.words", CITATION, SHORTEST <= len(text.strip()) <= LONGEST, "Ask one thing, in plain words.",
        ),
    )  # fmt: skip
