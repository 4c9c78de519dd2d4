"""Who may have the model of a kind estimated anew, and who takes what came of it."""

from watchfloor.core.rules.decision import Because, Decision

_MERGING = "Fusion center privacy policy template, merging records (text seen in part): documented criteria, a reviewer"
POLICY = "center policy"


def may_order(*, person: bool, right: bool, known: bool, waits: bool) -> Decision:
    """May this reader order an estimate? `known`: the kind has a model; `waits`: one of it is being worked on."""
    wait = "Wait until the worker has ended it."
    return Decision.of(
        *_who(person=person, right=right),
        Because("The kind has a model.", "analyze.model.kind", POLICY) if known else
        Because("No such kind is matched.", "analyze.model.kind", POLICY, ok=False, way_out="Choose one of the page."),
        Because("An estimate of this kind waits already.", "analyze.model.one", POLICY, ok=False, way_out=wait) if waits
        else Because("No other estimate of this kind waits.", "analyze.model.one", POLICY),
    )  # fmt: skip


def may_take(*, person: bool, right: bool, ready: bool, in_force: bool) -> Decision:
    """May this reader take a version, or leave it? `ready`: the worker has ended it, or it ships."""
    look = "Look at the page again: it shows what stands."
    return Decision.of(
        *_who(person=person, right=right),
        Because("The model is ready.", "analyze.model.ready", POLICY) if ready else
        Because("There is no such model.", "analyze.model.ready", POLICY, ok=False, way_out=look),
        Because("This model is in force already.", "analyze.model.other", POLICY, ok=False, way_out=look) if in_force
        else Because("Another model is in force.", "analyze.model.other", POLICY),
    )  # fmt: skip


def _who(*, person: bool, right: bool) -> tuple[Because, Because]:
    ask = "Ask a supervisor of the center."
    return (
        Because("A person decides.", "analyze.model.person", _MERGING) if person else
        Because("No service takes a model.", "analyze.model.person", _MERGING, ok=False, way_out=ask),
        Because("Your role decides which model counts.", "analyze.model.right", _MERGING) if right else
        Because("Your role does not decide which model counts.", "analyze.model.right", _MERGING, ok=False,
                way_out=ask),
    )  # fmt: skip
