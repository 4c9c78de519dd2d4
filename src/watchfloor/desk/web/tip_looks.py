"""The first and the second look at a tip, as its page shows them to this reader."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.gather.queries.vetting import VettingView
from watchfloor.gather.web.vetting import dismiss_fields, errors_of, own_refusal, promote_fields, stated
from watchfloor.people import queries as people
from watchfloor.protect.web.record_parts import names_of, who_can
from watchfloor.protect.web.shown import lacking, refusal_of
from watchfloor.protect.web.wording import moment

RIGHT = "tip.vet"
WAITS = ("promotion proposed", "dismissal proposed")


@dataclass(frozen=True, slots=True)
class Said:
    """A deed that was refused, with the words of its form; empty when the page is only read."""

    deed: str = ""
    words: QueryDict = field(default_factory=QueryDict)
    refused: Decision | None = None

    def errors(self, deed: str) -> list[dict[str, str]]:
        """What refused this deed."""
        return errors_of(self.refused) if self.refused is not None and self.deed == deed else []


def deed_forms(audience: Audience, kept: VettingView | None, said: Said, *, author: int, url: str) -> dict[str, Any]:
    """The two judgments as equals, while nobody has proposed; to one who may not vet, or reported it, the refusal."""
    if kept is not None and kept.state != "received":
        return {"promote": None, "dismiss": None}
    if RIGHT not in audience.rights:
        no = lacking(RIGHT, text="your role does not vet tips.", way_out=f"Who can: {who_can(RIGHT)}.")
        return {"promote": {"refusal": refusal_of(no, what="vet this tip")}, "dismiss": None}
    if own := own_refusal(audience, author):
        return {"promote": {"refusal": own}, "dismiss": None}
    promoting, dismissing = said.errors("promote"), said.errors("dismiss")
    none = QueryDict()
    return {
        "promote": {
            "url": f"{url}promote", "errors": promoting,
            "fields": promote_fields(said.words if said.deed == "promote" else none, promoting),
        },
        "dismiss": {
            "url": f"{url}dismiss", "errors": dismissing,
            "fields": dismiss_fields(said.words if said.deed == "dismiss" else none, dismissing),
        },
    }  # fmt: skip


def second_look(audience: Audience, kept: VettingView | None, said: Said, *, url: str) -> dict[str, Any] | None:
    """What the first person determined, read-only, with confirm and decline as equals for another person."""
    if kept is None or kept.state not in WAITS:
        return None
    names = names_of({one for one in (kept.proposed_by, kept.privacy_by) if one}, audience)
    own = kept.proposed_by == audience.actor.person_id
    return {
        "first": {"name": names[kept.proposed_by], "when": moment(kept.proposed_at)},
        "stated": [{"name": name, "value": value} for name, value in stated(kept)],
        "of": kept.proposed_at.isoformat(), "url": f"{url}look", "errors": said.errors("look") + said.errors("approve"),
        "stage": "waiting" if RIGHT not in audience.rights else "own" if own else "look",
        "reason": said.words.get("reason", "") if said.deed == "look" else "",
        "privacy": _privacy(audience, kept, names, url),
    }  # fmt: skip


def _privacy(audience: Audience, kept: VettingView, names: dict[int, str], url: str) -> dict[str, str] | None:
    """Whether protected activity was approved; the button only for the privacy officer."""
    if not kept.determination or not kept.determination.get("first_amendment"):
        return None
    if kept.privacy_by:
        return {"text": f"Approved by {names[kept.privacy_by]}.", "url": ""}
    who = people.person(person_id=audience.actor.person_id)
    mine = who is not None and who.role == "privacy"
    text = "Activity protected by the First Amendment is described: the privacy officer's approval is missing."
    return {"text": text, "url": f"{url}approve" if mine else ""}


def judged(audience: Audience, kept: VettingView | None) -> dict[str, Any] | None:
    """How it ended, who proposed it and who took the second look."""
    if kept is None or kept.state not in ("promoted", "dismissed"):
        return None
    names = names_of({one for one in (kept.proposed_by, kept.confirmed_by) if one}, audience)
    first, second = names.get(kept.proposed_by, ""), names.get(kept.confirmed_by or 0, "")
    what = "Made a SAR" if kept.state == "promoted" else "Dismissed"
    text = f"{what}: {first}, {moment(kept.proposed_at)}; second look {second}, {moment(kept.confirmed_at)}."
    return {"text": text, "url": "", "stated": [{"name": name, "value": value} for name, value in stated(kept)]}
