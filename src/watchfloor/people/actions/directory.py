"""Agencies, persons, affiliations, training, agreements and the dated grace; each change is a fact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.people.models import Affiliation, Agency, Agreement, Grace, Group, GroupMember, Person, Training

LONGEST_GRACE_DAYS = 90


class DirectoryError(Exception):
    """What was given does not fit the directory; the text names the field and the way out."""


def add_agency(
    *,
    code: str,
    name: str,
    kind: str,
    is_center: bool = False,
    ori: str = "",
    state: str = "",
    county: str = "",
    lon: float | None = None,
    lat: float | None = None,
    by: Audience,
) -> int:
    """A new agency, or the id of the one with this code."""
    with transaction.atomic():
        agency, new = Agency.objects.get_or_create(
            code=code,
            defaults={
                "public_id": uuid4(), "name": name, "kind": kind, "is_center": is_center, "ori": ori, "state": state,
                "county": county, "lon": lon, "lat": lat,
            },
        )  # fmt: skip
        if new:
            tell(kind="people.agency.added", by=by, records=[agency.public_id])
    return agency.pk


@dataclass(frozen=True, slots=True)
class NewAgency:
    """An agency of a reference file; lon and lat in degrees or both None."""

    code: str
    name: str
    kind: str
    ori: str = ""
    state: str = ""
    county: str = ""
    lon: float | None = None
    lat: float | None = None


def add_agencies(*, rows: Sequence[NewAgency], by: Audience) -> int:
    """Add those that stand neither under their code nor under their ORI; how many. Those that stand are left as is.

    For whole directories: one statement and one fact a call (at most 5,000 rows).
    """
    codes, oris = [row.code for row in rows], [row.ori for row in rows if row.ori]
    known = set(Agency.objects.filter(code__in=codes).values_list("code", flat=True))
    registered = set(Agency.objects.filter(ori__in=oris).values_list("ori", flat=True))
    fresh = {row.code: row for row in rows if row.code not in known and not (row.ori and row.ori in registered)}
    with transaction.atomic():
        added = Agency.objects.bulk_create(
            [
                Agency(public_id=uuid4(), code=row.code, name=row.name, kind=row.kind, ori=row.ori, state=row.state,
                       county=row.county, lon=row.lon, lat=row.lat)
                for row in fresh.values()
            ]
        )  # fmt: skip
        if added:
            tell(kind="people.agency.added", by=by, records=[agency.public_id for agency in added])
    return len(added)


def add_person(
    *,
    login: str,
    name: str,
    agency_id: int,
    role: str,
    release_level: str,
    email: str = "",
    phone: str = "",
    os_account: str = "",
    by: Audience,
    now: datetime,
) -> int:
    """A new person with an affiliation in force. Raises DirectoryError if the login is taken."""
    if Person.objects.filter(login=login).exists():
        raise DirectoryError(f"login: {login!r} is taken; choose another, logins are not reused")
    with transaction.atomic():
        person = Person.objects.create(
            login=login, name=name, email=email, phone=phone, os_account=os_account, public_id=uuid4()
        )
        affiliate(person_id=person.pk, agency_id=agency_id, role=role, release_level=release_level, by=by, now=now)
        tell(kind="people.person.added", by=by, records=[person.public_id])
    return person.pk


def affiliate(*, person_id: int, agency_id: int, role: str, release_level: str, by: Audience, now: datetime) -> int:
    """End the affiliation in force and begin this one; one at a time. Raises DirectoryError for one's own."""
    _not_oneself(person_id, by)
    with transaction.atomic():
        Affiliation.objects.filter(person_id=person_id, until=None).update(until=now)
        row = Affiliation.objects.create(
            person_id=person_id, agency_id=agency_id, role=role, release_level=release_level, since=now
        )
        tell(kind="people.affiliation.begun", by=by)
    return row.pk


def leave(*, person_id: int, by: Audience, now: datetime) -> None:
    """The person leaves: the affiliation ends, and with it every session and token. Raises DirectoryError."""
    _not_oneself(person_id, by)
    with transaction.atomic():
        person = Person.objects.get(pk=person_id)
        Affiliation.objects.filter(person_id=person_id, until=None).update(until=now)
        Person.objects.filter(pk=person_id, left_at=None).update(left_at=now)
        tell(kind="people.person.left", by=by, records=[person.public_id])


def _not_oneself(person_id: int, by: Audience) -> None:
    if person_id == by.actor.person_id:
        raise DirectoryError(
            "person: nobody gives himself another role or level (CJISSECPOL AC-5); ask another administrator"
        )


def record_training(*, person_id: int, course: str, taken_on: date, valid_until: date, by: Audience) -> None:
    """A course with its last good day."""
    if valid_until < taken_on:
        raise DirectoryError(f"valid until: {valid_until} lies before the course was taken ({taken_on})")
    with transaction.atomic():
        Training.objects.create(person_id=person_id, course=course, taken_on=taken_on, valid_until=valid_until)
        tell(kind="people.training.recorded", by=by)


def record_agreement(*, agency_id: int, reference: str, agreed_on: date, valid_until: date, by: Audience) -> None:
    """A written agreement with its last good day."""
    if valid_until < agreed_on:
        raise DirectoryError(f"valid until: {valid_until} lies before the agreement ({agreed_on})")
    with transaction.atomic():
        Agreement.objects.create(agency_id=agency_id, reference=reference, agreed_on=agreed_on, valid_until=valid_until)
        tell(kind="people.agreement.recorded", by=by)


def give_grace(*, until: date, because: str, by: Audience, now: datetime) -> None:
    """Stay the training and agreement rules until a day, at most 90 days ahead; on the ledger."""
    if not 0 <= (until - now.date()).days <= LONGEST_GRACE_DAYS:
        raise DirectoryError(f"grace until: {until} is past or more than {LONGEST_GRACE_DAYS} days ahead")
    with transaction.atomic():
        Grace.objects.create(until=until, because=because, given_at=now)
        tell(kind="people.grace.given", by=by, rules=[f"grace.until.{until.isoformat()}"])


def add_group(*, code: str, name: str, release_level: str, agency_ids: list[int], by: Audience) -> int:
    """A sharing set with its agencies; more agencies if it stands already."""
    with transaction.atomic():
        group, _ = Group.objects.get_or_create(
            code=code, defaults={"name": name, "release_level": release_level, "public_id": uuid4()}
        )
        for agency_id in agency_ids:
            GroupMember.objects.get_or_create(group=group, agency_id=agency_id)
        tell(kind="people.group.changed", by=by, records=[group.public_id])
    return group.pk
