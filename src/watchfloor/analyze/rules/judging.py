"""Who may judge a proposed link. Only a person does; nothing is ever linked by its weight alone."""

from dataclasses import dataclass
from typing import Literal, get_args

from watchfloor.analyze.rules.links import LinkProposal
from watchfloor.analyze.rules.reasons import either
from watchfloor.core.rules.decision import Because, Decision

Answer = Literal["linked", "not-linked", "not-sure"]
_REASONED = "28 CFR 23.20(h) (text seen): what is kept after review shows who, when and why"
_MERGING = "Fusion center privacy policy template, merging records (text seen in part): documented criteria, a reviewer"


@dataclass(frozen=True, slots=True)
class JudgeFacts:
    """Who answers. `person` is False for services and followers; `trained` = 28 CFR Part 23 training is current."""

    person: bool
    analyst: bool
    trained: bool


def judge(proposal: LinkProposal, *, answer: str, reason: str, by: JudgeFacts) -> Decision:
    """May this answer be kept? MUST refuse every answer that no trained analyst gave in own words."""
    return Decision.of(
        either(
            by.person,
            "A person judges links.",
            "A service cannot judge a link; it can only propose one.",
            rule="analyze.judge.person",
            citation=_MERGING,
            way_out="Ask an analyst to judge it.",
        ),
        either(
            by.analyst,
            "The judge is an analyst.",
            "Judging links is the work of analysts.",
            rule="analyze.judge.analyst",
            citation=_MERGING,
            way_out="Ask an analyst of this center.",
        ),
        either(
            by.trained,
            "Training is current.",
            "Training on 28 CFR Part 23 is not current.",
            rule="analyze.judge.training",
            citation="28 CFR 23.20(c) (text seen)",
            way_out="Renew the training.",
        ),
        _answered(answer, reason, proposal),
    )


def _answered(answer: str, reason: str, proposal: LinkProposal) -> Because:
    rule = "analyze.judge.reason"
    if answer not in get_args(Answer):
        known = ", ".join(get_args(Answer))
        return Because(
            f"Answer: '{answer}' is none of {known}.", rule, _REASONED, ok=False, way_out="Choose one of them."
        )
    if answer != "not-sure" and len(reason.split()) < 3:
        way_out = "Say in a sentence which cause convinced you."
        return Because("Reason: a judgment needs a reason in words.", rule, _REASONED, ok=False, way_out=way_out)
    return Because(f"Judged on: {proposal.because}", rule, _REASONED)
