"""Editing a draft: every keeping is a version; who comes second is told what changed meanwhile and loses no word."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.disseminate.actions.draft import NotDrafted, editable, joined
from watchfloor.disseminate.actions.statements import end, keep_statements, keep_title, keep_version, relabel
from watchfloor.disseminate.actions.wording import spilled, word
from watchfloor.disseminate.formats.policy import release_policy
from watchfloor.disseminate.models.products import Product, Statement, Version
from watchfloor.disseminate.queries.drafting import Offered, VersionView, cited, versions
from watchfloor.disseminate.queries.products import ProductView
from watchfloor.disseminate.queries.products import product as product_view
from watchfloor.disseminate.rules import product as rule
from watchfloor.disseminate.rules.editing import (
    TEAR_TITLE,
    TITLE,
    ChangedMeanwhile,
    NotKept,
    Spilled,
    Wording,
    gap,
    moved,
    spills,
)
from watchfloor.disseminate.rules.tearing import SECTION

CONFLICT = "disseminate.edit.meanwhile"


@dataclass(frozen=True, slots=True)
class Kept:
    """The version that was made (0 if nothing changed), of which statement, and what others kept since `base`."""

    n: int
    key: str
    meanwhile: tuple[VersionView, ...] = ()


@dataclass(slots=True)
class _Open:
    """A draft under the pen: its row, held, and how it stands; what it may name; labels of what it newly names."""

    row: Product
    view: ProductView
    by: Audience
    now: datetime
    base: int | None
    sources: Mapping[str, Offered]
    labels: tuple[int, ...] = ()

    @property
    def next(self) -> int:
        return self.row.revision + 1


def edit_statement(
    *, product_id: UUID, key: str, said: Wording, base: int | None = None, by: Audience, now: datetime
) -> Kept:
    """Change words, mark, kind or sources of one statement. `base` is the version that the form was opened at.

    Raises NotDrafted, NotKept, ChangedMeanwhile (the same statement was kept by another since `base`) and Spilled.
    """
    with transaction.atomic():
        draft = _open(product_id, base, by, now)
        old = _standing(draft.view, key)
        new = _worded(draft, old, said)
        if new == old and key not in draft.view.withdrawn:
            return Kept(0, key, _meanwhile(draft))
        placed = next(one for one in draft.view.placed if one.key == key)
        _not_meanwhile(draft, placed.since)
        end(of=draft.row, key=key, until=draft.next)
        _stand(draft, placed.section, placed.position, new)
        return _kept(draft, "edited", key, "disseminate.statement.edited")


def add_statement(
    *, product_id: UUID, section: str, after: str = "", said: Wording, base: int | None = None, by: Audience,
    now: datetime,
) -> Kept:  # fmt: skip
    """A new statement in a section (or in the tear line), behind `after` or at its end."""
    with transaction.atomic():
        draft = _open(product_id, base, by, now)
        if section != SECTION and section not in {one["key"] for one in draft.row.sections}:
            raise NotDrafted(_no("There is no such section.", "disseminate.edit.section"))
        key = _next_key(draft.row, section)
        new = _worded(draft, rule.Statement(key, "", None), said)
        _stand(draft, section, gap(draft.view.placed, section, after), new)
        return _kept(draft, "added", key, "disseminate.statement.added")


def remove_statement(
    *, product_id: UUID, key: str, base: int | None = None, by: Audience, now: datetime
) -> Kept:  # fmt: skip
    """Take a statement out; the versions before keep it. What rested on it rests on it no more."""
    with transaction.atomic():
        draft = _open(product_id, base, by, now)
        _standing(draft.view, key)
        _not_meanwhile(draft, next(one.since for one in draft.view.placed if one.key == key))
        end(of=draft.row, key=key, until=draft.next)
        for other in draft.view.every.values():
            if key in other.rests_on:
                _restand(draft, other, lambda one: _without(one, key))
        return _kept(draft, "removed", key, "disseminate.statement.removed")


def move_statement(
    *, product_id: UUID, key: str, up: bool, base: int | None = None, by: Audience, now: datetime
) -> Kept:  # fmt: skip
    """One step up or down in its section; at its end nothing changes."""
    with transaction.atomic():
        draft = _open(product_id, base, by, now)
        statement = _standing(draft.view, key)
        place = moved(draft.view.placed, key, up=up)
        if place is None:
            return Kept(0, key, _meanwhile(draft))
        section = next(one.section for one in draft.view.placed if one.key == key)
        end(of=draft.row, key=key, until=draft.next)
        _stand(draft, section, place, statement)
        return _kept(draft, "moved", key, "disseminate.statement.moved")


def entitle(*, product_id: UUID, title: str, by: Audience, now: datetime) -> Kept:
    """Give the product another title."""
    with transaction.atomic():
        draft = _open(product_id, None, by, now)
        said = title_of(title)
        if said == draft.row.title:
            return Kept(0, TITLE)
        end(of=draft.row, key=TITLE, until=draft.next)
        keep_title(of=draft.row, key=TITLE, text=said, since=draft.next)
        Product.objects.filter(pk=draft.row.pk).update(title=said)
        return _kept(draft, "titled", TITLE, "disseminate.product.titled")


def write_tear_line(
    *, product_id: UUID, title: str, meant_for: tuple[str, ...], by: Audience, now: datetime
) -> Kept:  # fmt: skip
    """Its own title, and the kinds of groups that it is for; its statements are added like any other."""
    with transaction.atomic():
        draft = _open(product_id, None, by, now)
        kinds = [kind for kind in release_policy().kinds if kind in meant_for]
        said = title_of(title)
        if said != draft.row.tear_title:
            end(of=draft.row, key=TEAR_TITLE, until=draft.next)
            keep_title(of=draft.row, key=TEAR_TITLE, text=said, since=draft.next)
        Product.objects.filter(pk=draft.row.pk).update(tear_title=said, tear_for=kinds)
        return _kept(draft, "tear line", TEAR_TITLE, "disseminate.product.titled")


def _open(product_id: UUID, base: int | None, by: Audience, now: datetime) -> _Open:
    row = editable(product_id=product_id, by=by)
    view = product_view(audience=by, public_id=product_id)
    assert view is not None  # the row is held and may be read
    return _Open(row, view, by, now, base, cited(audience=by, public_id=product_id))


def _standing(view: ProductView, key: str) -> rule.Statement:
    if key not in view.every:
        raise NotDrafted(_no("There is no such statement.", "disseminate.edit.statement"))
    return view.every[key]


def _worded(draft: _Open, old: rule.Statement, said: Wording) -> rule.Statement:
    made = word(view=draft.view, old=old, said=said, by=draft.by)
    draft.sources, draft.labels = made.sources, made.labels
    return made.statement


def _not_meanwhile(draft: _Open, since: int) -> None:
    if draft.base is not None and since > draft.base:
        text = f"It was kept anew by another while you wrote (version {since}; yours began from {draft.base})."
        way_out = "Both wordings stand here. Keep yours once more to put it over the other, or take the other."
        raise ChangedMeanwhile(_no(text, CONFLICT, way_out=way_out))


def _meanwhile(draft: _Open) -> tuple[VersionView, ...]:
    if draft.base is None or draft.base >= draft.row.revision:
        return ()
    return tuple(one for one in versions(audience=draft.by, view=draft.view) if one.n > draft.base)


def _stand(draft: _Open, section: str, position: float, one: rule.Statement) -> None:
    ids = {key: offer.record_id for key, offer in draft.sources.items()}
    keep_statements(of=draft.row, each=[(section, position, one)], since=draft.next, ids=ids)


def _restand(draft: _Open, one: rule.Statement, change: Callable[[rule.Statement], rule.Statement]) -> None:
    placed = next(place for place in draft.view.placed if place.key == one.id)
    end(of=draft.row, key=one.id, until=draft.next)
    _stand(draft, placed.section, placed.position, change(one))


def _without(one: rule.Statement, key: str) -> rule.Statement:
    return replace(one, rests_on=tuple(other for other in one.rests_on if other != key))


def _kept(draft: _Open, deed: str, key: str, kind: str) -> Kept:
    """The version itself; the draft is its author's too, is a draft again, and as strict as its sources."""
    row, by = draft.row, draft.by
    meanwhile = _meanwhile(draft)
    keep_version(
        Version(
            product=row, label_id=row.label_id, n=draft.next, by_id=by.actor.person_id, at=draft.now, deed=deed, key=key
        )
    )  # fmt: skip
    authors = sorted({*row.authors, by.actor.person_id})
    Product.objects.filter(pk=row.pk).update(revision=draft.next, authors=authors, state="draft")
    relabel(of=row, label_id=joined(first=row.label_id, others=draft.labels))
    tell(kind=kind, by=by, records=[row.public_id], rules=["disseminate.edit"])
    return Kept(draft.next, key, meanwhile)


def title_of(said: str) -> str:
    """The title as it is kept. Raises NotKept for one that is too long or none, and Spilled."""
    title = " ".join(said.split())
    if spills(text=title, portion=""):
        raise Spilled(spilled())
    if not 1 <= len(title) <= 300:
        raise NotKept(_no(f"Title: {len(title)} characters.", "disseminate.edit.title",
                          way_out="Write a title of 1 to 300 characters."))  # fmt: skip
    return title


def _next_key(row: Product, section: str) -> str:
    """Never one that an earlier version used."""
    used = Statement.objects.filter(product=row, section=section).values_list("key", flat=True)
    numbers = [int(key.rpartition("-")[2]) for key in used if key.rpartition("-")[2].isdecimal()]
    return f"{section}-{max(numbers, default=0) + 1}"


def _no(text: str, rule_: str, *, way_out: str = "Go back to the draft as it stands.") -> Decision:
    return Decision.of(Because(text, rule_, "Declared by us", ok=False, way_out=way_out))
