"""One reason of a decision, worded for both outcomes."""

from watchfloor.core.rules.decision import Because


def either(ok: bool, yes: str, no: str, *, rule: str, citation: str, way_out: str = "") -> Because:
    """`yes` when ok, else `no` with the way out; a reason that speaks for something needs no way out."""
    return Because(yes, rule, citation) if ok else Because(no, rule, citation, ok=False, way_out=way_out)
