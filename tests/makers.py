"""What several tests make: tips, records under a label of one's choice, and sessions as one of the database's roles."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import psycopg

from watchfloor.core.actions.records import label_of, open_records
from watchfloor.core.actions.sources import keyed
from watchfloor.core.formats.crypt import new_key
from watchfloor.core.gate.session import reading, signed_setting
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.opening import Incoming, Opened
from watchfloor.core.rules.stamp import Stamp
from watchfloor.protect.actions.predicates import keep_predicate, take_ids
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.rules.labels import Atom
from watchfloor.protect.rules.predicate import Predicate


def open_tips(cast: SimpleNamespace, *bodies: str, agency: int | None = None) -> list[Opened]:
    """Open one tip a body for an agency (the center by default)."""
    owner = agency or cast.center
    stamper = Stamper(legal_class="tip_lead", owner_id=owner, verified=True, now=cast.now)
    with reading(cast.operator):
        drafts = [tip(body) for body in bodies]
        incoming = [
            incoming_of(draft, stamp, owner) for draft, stamp in zip(drafts, stamper.stamp_drafts(drafts), strict=True)
        ]
        return open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)


def tip(body: str) -> Draft:
    """A tip with these words."""
    return Draft("tip", "", "", body[:40], body, {"fields": {}})


def incoming_of(draft: Draft, stamp: Stamp, owner: int) -> Incoming:
    """The draft as a new object of this owner; what it carries as bytes is its body."""
    return Incoming(
        draft, stamp, owner, keyed(b"t", uuid4().bytes), keyed(b"d", draft.body.encode()), draft.body.encode(), "opened"
    )


def stamp_of(cast: SimpleNamespace, atoms: Sequence[str], *, legal_class: str = "tip_lead", **more: object) -> Stamp:
    """A stamp under the label of these atoms; MUST be called inside a transaction of the application."""
    year = cast.now.date() + timedelta(days=365)
    stamp = Stamp(label_of(list(atoms)), legal_class, "U", cast.now.date(), year, ("class.made-for-a-test",))
    return replace(stamp, **more)


@contextmanager
def session(
    house: SimpleNamespace, role: str = "app", **more: object
) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection of its own to the test's database as one of Watchfloor's roles, or as the superuser."""
    name = "postgres" if role == "superuser" else f"watchfloor_{role}"
    word = (house.server.folder / "secrets" / role).read_text(encoding="utf-8").strip()
    with psycopg.connect(house.server.cluster.dsn(name, word, house.name), **more) as opened:
        yield opened


def enter(app: psycopg.Connection[tuple[object, ...]], audience: Audience) -> str:
    """Begin a transaction and open the wall as the web process does; the setting."""
    pid, started = app.execute("select pg_backend_pid(), (extract(epoch from now()) * 1000000)::bigint").fetchone()
    setting = signed_setting(audience, backend_pid=pid, started_us=started)
    app.execute("select set_config('wf.audience', %s, true)", [setting])
    return setting


WHOLE = Predicate(
    offence="explosives", author="Ana Exercise",
    facts="Bought tubing, fuses and powder in three towns and asked two clerks to keep no receipt.",
    dated_on=date(2026, 11, 20), supporting_file="NFC 26-0141", lawful=True,
    relevance="The purchases are steps towards the device.", method="Statements of two clerks", political=False,
    reliability="usually-reliable", validity="probable",
)  # fmt: skip


def open_intelligence(
    cast: SimpleNamespace, body: str = "A subject of an open case met another at the depot.", *,
    owner: int | None = None, restricted: bool = False, sensitivity: str = "open", **more: object,
) -> Opened:  # fmt: skip
    """One record of criminal intelligence (of the center by default) on a whole predicate."""
    agency = owner or cast.center
    with reading(cast.operator):
        atom = Atom(agency, "criminal_intelligence", "U", "partners", restricted=restricted).print()
        stands_on = {"predicate_id": take_ids(1)[0], **more}
        stamp = stamp_of(cast, [atom], legal_class="criminal_intelligence", **stands_on)
        incoming = [incoming_of(tip(body), stamp, agency)]
        made = open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)[0]
        if stands_on["predicate_id"]:
            keep_predicate(
                replace(WHOLE, sensitivity=sensitivity), kept_id=stands_on["predicate_id"], record_id=made.id,
                label_id=stamp.label_id, key=new_key(), by=cast.operator, now=cast.now,
            )  # fmt: skip
    return made
