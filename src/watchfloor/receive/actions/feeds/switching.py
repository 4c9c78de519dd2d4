"""Feeds are added, switched on and off, and approved; each is a fact."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from watchfloor.core.formats import crypt
from watchfloor.core.gate import slots
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.receive.formats.catalog import catalog
from watchfloor.receive.models import Feed as FeedRow
from watchfloor.receive.queries import FeedView, feed_named
from watchfloor.receive.rules.feeds import Feed, may_approve, may_switch

KEY = "feeds.key"  # beside the database: no dump of it holds a password of another house
NAME = set("abcdefghijklmnopqrstuvwxyz0123456789-")
LONGEST_NAME = 40


class NotSwitched(Refused):
    """Who asks may not, there is no such feed, or it lacks what it needs to be asked."""


@dataclass(frozen=True, slots=True)
class Account:
    """How the center signs in there. An empty value leaves what stands."""

    user: str = ""
    secret: str = ""
    header: bool = False


def add_feed(*, feed: Feed, by: Audience, now: datetime) -> None:
    """A feed that is not in the catalog; it is off. Raises NotSwitched."""
    del now
    known = catalog()
    decision = Decision.of(
        *may_switch(by.rights).because,
        _that(feed_named(name=feed.name) is None, f"There is no feed {feed.name!r} yet.", "Choose another name."),
        _that(0 < len(feed.name) <= LONGEST_NAME and set(feed.name) <= NAME, "Its name is plain.",
              f"Small letters, digits and -, {LONGEST_NAME} at most."),
        _that(feed.kind in known.kinds, "Its kind is known.", f"Write one of {', '.join(known.kinds)}."),
        _that(feed.standing in known.standings, "Its standing is known.", f"Of: {', '.join(known.standings)}."),
        _that(bool(feed.source.strip()), "It says in whose name it speaks.", "Name the source."),
        _that(feed.every >= known.most_every, "It is not asked too often.", f"Ask every {known.most_every} at most."),
        _that("@" not in urlsplit(feed.address).netloc or feed.kind == "imap", "Its address holds no account.",
              "Give user and secret apart."),
    )  # fmt: skip
    if not decision:
        raise NotSwitched(decision)
    with transaction.atomic():
        row = _row(feed)
        row.save()
        tell(kind="receive.feed.added", by=by, records=[row.public_id], rules=decision.rules)


def switch_on(*, name: str, address: str = "", account: Account | None = None, by: Audience, now: datetime) -> None:
    """From now on it is asked, once the privacy officer approved it where that is needed. Raises NotSwitched.

    `address` fills in one that the catalog leaves to the partner's agreement, or narrows it (?area=MN).
    """
    found = _found(name, by)
    said = address or found.feed.address
    ours = found.feed.address if name in catalog().feeds else ""
    decision = Decision.of(
        *may_switch(by.rights).because,
        _that(bool(said), "It has an address.", "Give the address that the partner named."),
        _that(not ours or _place(ours) == _place(said), "Its address lies where the catalog says.",
              "Add it as a feed of your own, with its own standing."),
    )  # fmt: skip
    if not decision:
        raise NotSwitched(decision)
    with transaction.atomic():
        row = FeedRow.objects.filter(name=name).first() or _row(found.feed)
        if row.address != said:  # another place: what was remembered of the old one says nothing of it
            if _place(row.address) != _place(said):
                row.sealed_secret = row.approved_by = row.approved_at = None
            row.address, row.bookmark = said, {}
        row.switched_on, row.switched_by, row.switched_at = True, by.actor.person_id, now
        row.next_at, row.failures, row.trouble, row.trouble_code, row.silence_told_at = now, 0, "", "", None
        _sign_in(row, account or Account())
        row.save()
        tell(kind="receive.feed.switched-on", by=by, records=[row.public_id], rules=decision.rules)


def switch_off(*, name: str, by: Audience, now: datetime) -> None:
    """It is asked no more; what it gave stays, and where it ended is remembered. Raises NotSwitched."""
    found = _found(name, by)
    decision = may_switch(by.rights)
    if not decision:
        raise NotSwitched(decision)
    if not found.known.on:
        return
    with transaction.atomic():
        FeedRow.objects.filter(name=name).update(
            switched_on=False, switched_by=by.actor.person_id, switched_at=now, next_at=None
        )
        tell(kind="receive.feed.switched-off", by=by, records=_ids(found), rules=decision.rules)


def approve_feed(*, name: str, by: Audience, now: datetime) -> None:
    """The privacy officer weighed a source that is no government, sector or vendor source. Raises NotSwitched."""
    found = _found(name, by)
    decision = may_approve(by.rights, needed=found.needs_approval)
    if not decision:
        raise NotSwitched(decision)
    with transaction.atomic():
        FeedRow.objects.filter(name=name).update(approved_by=by.actor.person_id, approved_at=now)
        tell(kind="receive.feed.approved", by=by, records=_ids(found), rules=decision.rules)


def secret_of(sealed: bytes) -> str:
    """The password or token of a feed, for the moment in which it is sent; "" where there is none."""
    return crypt.unseal(sealed, key=slots.lasting(KEY)).decode() if sealed else ""


def _found(name: str, by: Audience) -> FeedView:
    found = feed_named(name=name)
    if found is None:
        there = _that(False, "There is such a feed.", "watchfloor feeds list shows which there are.")
        raise NotSwitched(Decision.of(*may_switch(by.rights).because, there))
    return found


def _that(ok: bool, text: str, way_out: str) -> Because:
    return Because(text if ok else f"Not so: {text}", "feeds.whole", "center policy", ok, "" if ok else way_out)


def _place(address: str) -> tuple[str, str | None]:
    """Whom it leads to; of a folder the folder."""
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or parts.path


def _ids(found: FeedView) -> list[UUID]:
    return [found.public_id] if found.public_id else []


def _sign_in(row: FeedRow, account: Account) -> None:
    if account.secret:
        row.sealed_secret = crypt.seal(account.secret.encode(), key=slots.lasting(KEY))
    if account.user or account.header:
        row.options = {**row.options, **({"user": account.user} if account.user else {"header": "whole"})}


def _row(feed: Feed) -> FeedRow:
    return FeedRow(
        name=feed.name, kind=feed.kind, address=feed.address, source=feed.source, standing=feed.standing,
        about=feed.about, citation=feed.citation, every_s=int(feed.every / timedelta(seconds=1)),
        silent_s=int(feed.silent_after / timedelta(seconds=1)), options=dict(feed.options),
    )  # fmt: skip
