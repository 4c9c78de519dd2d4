"""What the page of a product does: one form, one action, and where the reader goes on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.http import QueryDict

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.disseminate.actions.asking import ask_release
from watchfloor.disseminate.actions.commenting import comment, settle
from watchfloor.disseminate.actions.draft import submit_for_review
from watchfloor.disseminate.actions.editing import (
    Kept,
    add_statement,
    edit_statement,
    entitle,
    move_statement,
    remove_statement,
    write_tear_line,
)
from watchfloor.disseminate.actions.lowering import lower
from watchfloor.disseminate.actions.recall import NotRecalled, recall
from watchfloor.disseminate.actions.redacting import redact
from watchfloor.disseminate.actions.release import decline, release
from watchfloor.disseminate.actions.review import review
from watchfloor.disseminate.queries.products import ProductView
from watchfloor.disseminate.rules.editing import Wording
from watchfloor.disseminate.rules.release import NotReleasable
from watchfloor.disseminate.web.product_parts import Said
from watchfloor.disseminate.web.statement_parts import place_words
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.shown import Absent, Done, Page

Deed = Callable[[QueryDict, ProductView, Audience, datetime], Done]


def done(deed: str, said: Said, view: ProductView, by: Audience, now: datetime) -> Done | Page:
    """Raises Absent for a deed that there is not, Refused with the reason else."""
    if deed == "ask":
        return _ask(said, view, by, now)
    if deed not in DEEDS:
        raise Absent
    return DEEDS[deed](said.form, view, by, now)


def wording_of(form: QueryDict) -> Wording:
    """What the form of a statement says. A part that the form does not have stays as it stands."""
    has_sources = "sources" in form
    return Wording(
        form.get("text", ""), form.get("portion", ""), kind=form.get("kind"), label=form.get("label"),
        likelihood=form.get("likelihood"), confidence=form.get("confidence"),
        sources=tuple(form.getlist("source")) if has_sources else None, more=form.get("more", ""),
        rests_on=tuple(form.getlist("rests_on")) if has_sources and form.get("kind") == "judgment" else None,
    )  # fmt: skip


def base_of(form: QueryDict) -> int | None:
    """The version that the form was opened at."""
    said = form.get("base", "")
    return int(said) if said.isdecimal() else None


def _edit(form: QueryDict, view: ProductView, by: Audience, now: datetime) -> Done:
    """Keep the statement; then, if so asked, move it or take it out."""
    key, base, then = form.get("key", ""), base_of(form), form.get("then", "")
    if then == "remove":
        kept = remove_statement(product_id=view.public_id, key=key, base=base, by=by, now=now)
        return _to(view, "", f"Taken out: version {kept.n} of the draft. The versions before keep it.")
    kept = edit_statement(product_id=view.public_id, key=key, said=wording_of(form), base=base, by=by, now=now)
    if then in ("up", "down"):
        step = move_statement(product_id=view.public_id, key=key, up=then == "up", by=by, now=now)
        kept = replace(step, meanwhile=kept.meanwhile) if step.n else kept
    return _to(view, key, _kept_words(kept, view, by))


def _add(form: QueryDict, view: ProductView, by: Audience, now: datetime) -> Done:
    kept = add_statement(
        product_id=view.public_id, section=form.get("section", ""), after=form.get("after", ""), said=wording_of(form),
        base=base_of(form), by=by, now=now,
    )  # fmt: skip
    return _to(view, kept.key, _kept_words(kept, view, by))


def _kept_words(kept: Kept, view: ProductView, by: Audience) -> str:
    said = f"Kept as version {kept.n} of the draft." if kept.n else "Nothing changed."
    names = names_of({one.by_id for one in kept.meanwhile}, by)
    others = [f"{names[one.by_id]}, version {one.n}: {place_words(view, one.key)} {one.deed}" for one in kept.meanwhile]
    return f"{said} Meanwhile: {'; '.join(reversed(others))}." if others else said


def _title(form: QueryDict, view: ProductView, by: Audience, now: datetime) -> Done:
    kept = entitle(product_id=view.public_id, title=form.get("title", ""), by=by, now=now)
    return _to(view, "", _kept_words(kept, view, by))


def _tear(form: QueryDict, view: ProductView, by: Audience, now: datetime) -> Done:
    kept = write_tear_line(
        product_id=view.public_id, title=form.get("tear_title", ""), meant_for=tuple(form.getlist("meant_for")), by=by,
        now=now,
    )  # fmt: skip
    return Done(f"/products/{view.public_id}/?add=tear#tear-line" if not (view.product.tear and
                view.product.tear.statements) else f"/products/{view.public_id}/#tear-line",
                _kept_words(kept, view, by))  # fmt: skip


def _submit(form: QueryDict, view: ProductView, by: Audience, now: datetime) -> Done:
    del form
    submit_for_review(product=view.public_id, by=by, now=now)
    return _to(view, "", "Sent to review: a second person and the privacy officer read it.")


def _review(form: QueryDict, view: ProductView, by: Audience, now: datetime) -> Done:
    approved = {"approve": True, "return": False}.get(form.get("answer", ""))
    if approved is None:
        raise Absent
    review(
        product=view.public_id, kind=form.get("kind", ""), approved=approved, because=form.get("because", "").strip(),
        by=by, now=now,
    )  # fmt: skip
    said = "Your verdict is kept: approved." if approved else "Your verdict is kept: returned to its author."
    return _to(view, "", said)


def _comment(form: QueryDict, view: ProductView, by: Audience, now: datetime) -> Done:
    key = form.get("key", "")
    comment(product_id=view.public_id, key=key, words=form.get("words", ""), by=by, now=now)
    return _to(view, key, "Your comment stands beside the statement.")


def _settle(form: QueryDict, view: ProductView, by: Audience, now: datetime) -> Done:
    settle(comment_id=_uuid(form.get("comment", "")), product_id=view.public_id, by=by, now=now)
    return _to(view, form.get("key", ""), "Settled.")


def _redact(form: QueryDict, view: ProductView, by: Audience, now: datetime) -> Done:
    key, written = form.get("key", ""), form.get("written", "").splitlines()
    touched = redact(
        product_id=view.public_id, words=[*form.getlist("found"), *(one for one in written if one.strip())],
        ground=form.get("ground", ""), because=form.get("redact_because", ""), by=by, now=now,
    )  # fmt: skip
    many = "1 statement" if len(touched) == 1 else f"{len(touched)} statements"
    return _to(view, key, f"Taken out of {many}. What goes out holds nothing of it; the versions before keep it.")


def _lower(form: QueryDict, view: ProductView, by: Audience, now: datetime) -> Done:
    key = form.get("key", "")
    given = lower(
        product_id=view.public_id, key=key, because=form.get("because", ""), agreed=form.get("agreed", ""), by=by,
        now=now,
    )  # fmt: skip
    return _to(view, key, f"Decided as {given}. Any change of these words ends it.")


def _ask(said: Said, view: ProductView, by: Audience, now: datetime) -> Done:
    form, groups = said.form, [int(one) for one in said.groups if one.isdecimal()]
    if not groups:
        no = Because("No group is chosen.", "disseminate.release.group", ok=False, way_out="Choose a group.")
        raise NotReleasable(Decision.of(no))
    second = int(form.get("second", "0")) if form.get("second", "").isdecimal() else 0
    ask_release(
        product=view.public_id, groups=groups, because=form.get("because", ""), second_id=second, by=by, now=now
    )
    return _to(view, "", "Asked. The second person sees the same effect in a session of his own; half an hour.")


def _confirm(form: QueryDict, view: ProductView, by: Audience, now: datetime) -> Done:
    request, answer = _uuid(form.get("request", "")), form.get("answer", "")
    if answer == "decline":
        decline(request=request, by=by, now=now)
        return _to(view, "", "Declined. Nothing went out.")
    if answer != "confirm":
        raise Absent
    given = release(request=request, by=by, now=now)
    plural = "" if len(given) == 1 else "s"
    return _to(view, "", f"Released to {len(given)} group{plural}. The recipients are told that it waits for them.")


def _recall(form: QueryDict, view: ProductView, by: Audience, now: datetime) -> Done:
    for one in view.releases:
        if str(one.public_id) == form.get("release"):
            recall(release=one.public_id, because=form.get("recall_because", ""), by=by, now=now)
            return _to(view, "", "Recalled. Everybody who got it is told.")
    no = Because("This product has no such release.", "disseminate.recall", ok=False, way_out="Choose a release.")
    raise NotRecalled(Decision.of(no))


def _to(view: ProductView, key: str, message: str) -> Done:
    here = f"/products/{view.public_id}/"
    return Done(f"{here}?at={key}#statement-{key}" if key else here, message)


def _uuid(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        raise Absent from None


DEEDS: dict[str, Deed] = {
    "edit": _edit, "add": _add, "title": _title, "tear": _tear, "submit": _submit, "review": _review,
    "comment": _comment, "settle": _settle, "redact": _redact, "lower": _lower, "confirm": _confirm, "recall": _recall,
}  # fmt: skip
