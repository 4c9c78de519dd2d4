"""What may be done with an item of the inbox, and what may not and why: the same for one, a wave and what is ticked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.desk.web.inbox_items import Item
from watchfloor.desk.web.lists import own_acts
from watchfloor.desk.web.record_needs import needs_act
from watchfloor.gather.web.vetting import dismiss_fields, own_refusal
from watchfloor.people import queries as people
from watchfloor.plan.queries.claims import TAKE_OVER, WORK
from watchfloor.plan.rules.claims import BECAUSE_LEAST, exclusive
from watchfloor.protect.formats.policy import load
from watchfloor.protect.web.fields import choices, with_errors
from watchfloor.protect.web.fields import field as form_field
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import refusal_of

Act = dict[str, Any]
TAKE_HINT = f"{BECAUSE_LEAST} characters or more; kept sealed."
RAISE_HINT = "Who may be in danger, and why you think so; kept sealed. Whoever is on duty is called at once."


@dataclass(frozen=True, slots=True)
class Said:
    """What a form said that could not be kept: which one, its words, its errors."""

    at: str = ""
    do: str = ""
    form: QueryDict = field(default_factory=QueryDict)
    errors: Sequence[Mapping[str, str]] = ()


def acts_of(
    audience: Audience, items: Sequence[Item], names: Mapping[int, str], said: Said, *, whole: bool
) -> list[Act]:
    """The acts on an item, or on every member of a wave. `whole`: with the forms that ask for more than a press."""
    head, me = items[0], audience.actor.person_id
    at, ids = str(head.row.public_id)[:8], " ".join(str(one.row.public_id) for one in items)
    if WORK not in audience.rights:
        return own_acts(audience, head.row)
    held = next((one.claim for one in items if one.claim and one.claim.person_id != me), None)
    refusal = _held(held, names) if held else None
    many = f" all {len(items)}" if len(items) > 1 else ""
    acts = [_claim(items, at, ids, many, me, refusal), *own_acts(audience, head.row), *needs_act(audience, head.row)]
    if not whole:
        return acts
    forms = [("hand", "Hand over", "", "Hand over", [person(audience, said, at)], refusal)]
    if any(_may_dismiss(audience, one) for one in items):
        own = own_refusal(audience, head.text.author) if len(items) == 1 else None
        forms.insert(0, ("dismiss", "Not a SAR", "d", "Propose it", dismissal(said, at), refusal or own))
    if all(one.row.kind == "tip" for one in items):
        forms.append(("raise", "Escalate", "e", "Call the duty roster", [_reason(said, at, "raise", RAISE_HINT)], None))
    if held and TAKE_OVER in audience.rights:
        forms.append(("take", "Take over", "", "Take over", [_reason(said, at, "take", TAKE_HINT)], None))
    for do, text, key, button, fields, no in forms:
        acts.append(_form(at, ids, do, f"{text}{many}", key, button, fields, no, said))
    return acts


def _held(held: Any, names: Mapping[int, str]) -> dict[str, str]:
    reason = exclusive(held, person_id=0, holder=names.get(held.person_id, ""))
    return refusal_of(
        Decision.of(reason), what="work on it", who=f"{names.get(held.person_id, '')}, {who_can(TAKE_OVER)}"
    )


def _claim(items: Sequence[Item], at: str, ids: str, many: str, me: int, refusal: dict[str, str] | None) -> Act:
    mine = all(one.claim and one.claim.person_id == me for one in items)
    act: Act = {"id": f"claim-{at}", "do": "claim", "ids": ids, "text": f"Claim{many}", "key": "c", "refusal": refusal}
    return {**act, "do": "release", "text": f"Release{many}"} if mine else act


def _may_dismiss(audience: Audience, item: Item) -> bool:
    first = item.vetting is None or item.vetting.state == "received"
    return item.row.kind == "tip" and "tip.vet" in audience.rights and first


def _form(
    at: str, ids: str, do: str, text: str, key: str, button: str, fields: list[Act], refusal: Any, said: Said
) -> Act:  # fmt: skip
    again = said.at == at and said.do == do
    return {
        "id": f"{do}-{at}", "text": text, "key": key, "refusal": refusal, "form": do, "at": at, "ids": ids,
        "fields": fields, "button": button, "open": again, "errors": errors_at(said, at) if again else [],
    }  # fmt: skip


def dismissal(said: Said, at: str) -> list[Act]:
    """Reason code and words of a dismissal, under names of their own on a page that shows several forms."""
    here = said.at == at and said.do == "dismiss"
    form = QueryDict(mutable=True)
    for name in ("code", "words"):
        form[name] = said.form.get(f"{name}-{at}", "") if here else ""
    fields = dismiss_fields(form, [dict(one) for one in said.errors] if here else [])
    return [{**one, "name": f"{one['name']}-{at}", "tall": False} for one in fields]


def person(audience: Audience, said: Said, at: str) -> Act:
    """Whom of the watch it may go to."""
    chosen = said.form.get(f"to-{at}", "") if said.at == at else ""
    pairs = [("", "Choose a person")] + [
        (str(one.id), one.name)
        for one in sorted(people.persons().values(), key=lambda one: one.name)
        if one.of_center and WORK in load().roles.get(one.role, frozenset()) and one.id != audience.actor.person_id
    ]
    one = form_field(f"to-{at}", "To whom", kind="select", options=choices(pairs, chosen=chosen))
    return with_errors([one], errors_at(said, at) if said.at == at and said.do == "hand" else [])[0]


def _reason(said: Said, at: str, do: str, hint: str) -> Act:
    here = said.at == at and said.do == do
    value = said.form.get(f"because-{at}", "") if here else ""
    one = form_field(f"because-{at}", "Reason", kind="area", value=value, hint=hint)
    return with_errors([one], errors_at(said, at) if here else [])[0]


def errors_at(said: Said, at: str) -> list[dict[str, str]]:
    """The errors under the names that the fields of this form have."""
    return [{**dict(one), "field": f"{one['field']}-{at}" if one["field"] else ""} for one in said.errors]


def bulk_of(audience: Audience, said: Said) -> dict[str, Any] | None:
    """The bar for what is ticked; None for who works on no items."""
    if WORK not in audience.rights:
        return None
    return {
        "dismissal": dismissal(said, "bulk") if "tip.vet" in audience.rights else [],
        "person": person(audience, said, "bulk"), "errors": errors_at(said, "bulk") if said.at == "bulk" else [],
        "open": said.do if said.at == "bulk" else "",
    }  # fmt: skip
