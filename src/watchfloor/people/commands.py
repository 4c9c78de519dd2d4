"""People's commands: person add, people import, token create, grace."""

import csv
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

from watchfloor.core.rules.audience import Audience
from watchfloor.people import queries
from watchfloor.people.actions import directory, signin

REQUIRED = ("login", "name", "agency", "role")
OPTIONAL = (
    "email",
    "phone",
    "release_level",
    "os_account",
    "agency_name",
    "agency_kind",
    "training_until",
    "agreement_until",
)


def add(
    *, login: str, name: str, agency: str, role: str, release_level: str, email: str, os_account: str, by: Audience,
    base_url: str, now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """One person and the one-time link by which he sets his passphrase."""
    where = queries.agency(code=agency)
    if where is None:
        raise directory.DirectoryError(f"agency: there is none with the code {agency!r}; import or add it first")
    person_id = directory.add_person(
        login=login, name=name, agency_id=where.id, role=role, release_level=release_level, email=email,
        os_account=os_account, by=by, now=now,
    )  # fmt: skip
    link = signin.one_time_link(person_id=person_id, by=by, now=now)
    return {"login": login, "link": f"{base_url.rstrip('/')}/sign-in/first/{link}/", "good_for_hours": 24}


def link(*, login: str, by: Audience, base_url: str, now: datetime) -> dict[str, Any]:
    """A fresh one-time link for a person of the directory: a lost passphrase, or a lock after wrong ones or codes."""
    who = queries.person(login=login)
    if who is None:
        raise directory.DirectoryError(f"login: nobody has {login!r}; write it as the directory does")
    token = signin.one_time_link(person_id=who.id, by=by, now=now)
    return {"login": login, "link": f"{base_url.rstrip('/')}/sign-in/first/{token}/", "good_for_hours": 24}


def bring(*, file: Path, by: Audience, now: datetime) -> dict[str, Any]:
    """A CSV of people: columns login, name, agency, role; see docs/people.md. Rows that do not fit are set aside."""
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    if rows and (missing := [c for c in REQUIRED if c not in rows[0]]):
        raise directory.DirectoryError(f"{file.name}: the header lacks {', '.join(missing)}")
    added, aside = 0, []
    for number, row in enumerate(rows, 1):
        try:
            _bring_row(row, by, now)
            added += 1
        except (directory.DirectoryError, ValueError) as error:
            aside.append({"row": number, "reasons": [str(error)]})
    return {"rows": len(rows), "added": added, "set_aside": aside}


def _bring_row(row: dict[str, str], by: Audience, now: datetime) -> None:
    if empty := [column for column in REQUIRED if not (row.get(column) or "").strip()]:
        raise directory.DirectoryError(f"{', '.join(empty)}: empty; every person needs one")
    agency_id = directory.add_agency(
        code=row["agency"], name=row.get("agency_name") or row["agency"], kind=row.get("agency_kind") or "other", by=by
    )
    person_id = directory.add_person(
        login=row["login"], name=row["name"], agency_id=agency_id, role=row["role"],
        release_level=row.get("release_level") or "U", email=row.get("email") or "", phone=row.get("phone") or "",
        os_account=row.get("os_account") or "", by=by, now=now,
    )  # fmt: skip
    if row.get("training_until"):
        for course in ("pcrcl", "28cfr23", "sar-analyst"):
            until = date.fromisoformat(row["training_until"])
            directory.record_training(
                person_id=person_id, course=course, taken_on=min(now.date(), until), valid_until=until, by=by
            )
    if row.get("agreement_until"):
        until = date.fromisoformat(row["agreement_until"])
        directory.record_agreement(
            agency_id=agency_id, reference="imported", agreed_on=min(now.date(), until), valid_until=until, by=by
        )


def token(
    *, login: str, name: str, purpose: str, case_ref: str, days: int, by: Audience, now: datetime
) -> dict[str, Any]:
    """A token to act for a person with one purpose; shown once."""
    holder = queries.person(login=login)
    if holder is None:
        raise directory.DirectoryError(f"login: there is no person {login!r}")
    made = signin.create_token(
        person_id=holder.id, name=name, purpose=purpose, case_ref=case_ref, days=days, by=by, now=now
    )
    return {"login": login, "token": made, "purpose": purpose, "days": days}


def grace(*, until: date, because: str, by: Audience, now: datetime) -> dict[str, Any]:
    """A dated stay of the training and agreement rules, on the ledger."""
    directory.give_grace(until=until, because=because, by=by, now=now)
    return {"grace_until": until.isoformat()}
