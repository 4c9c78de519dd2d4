"""Reading the directory. It holds no records; what a person is shown of it is the doors' business."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max

from watchfloor.people.models import (
    Affiliation,
    Agency,
    Agreement,
    ApiToken,
    Factor,
    Grace,
    Group,
    GroupMember,
    OneTimeLink,
    Passphrase,
    Person,
    Setting,
    Training,
)
from watchfloor.people.rules.settings import Settings
from watchfloor.people.rules.standing import Standing

# every request asks this of one person: one statement, where a query a table took a tenth of a page's time
STANDING = """
select f.person_id, f.id, f.agency_id, a.kind, a.is_center, f.role, f.release_level,
  coalesce(t.courses, '{}'), coalesce(t.lasts, '{}'),
  (select max(g.valid_until) from people_agreement g where g.agency_id = f.agency_id),
  (select max(s.until) from people_grace s),
  array(select m.group_id from people_groupmember m where m.agency_id = f.agency_id order by m.group_id)
from people_affiliation f join people_agency a on a.id = f.agency_id join people_person p on p.id = f.person_id
left join lateral (
  select array_agg(course order by course) as courses, array_agg(last order by course) as lasts
  from (select course, max(valid_until) as last from people_training where person_id = f.person_id group by 1) c
) t on true
where f.until is null and p.left_at is null and f.person_id = any(%s)
"""


@dataclass(frozen=True, slots=True)
class PersonView:
    """What a page shows of a person."""

    id: int
    public_id: UUID
    login: str
    name: str
    email: str
    role: str
    agency_id: int
    agency_code: str
    agency_name: str
    affiliation_id: int
    of_center: bool
    phone: str = ""


@dataclass(frozen=True, slots=True)
class AgencyView:
    """What a page shows of an agency."""

    id: int
    public_id: UUID
    code: str
    name: str
    kind: str
    is_center: bool
    state: str
    lon: float | None
    lat: float | None


def center() -> AgencyView | None:
    """The center whose house this is; None before the first set-up."""
    agency = Agency.objects.filter(is_center=True).order_by("id").first()
    return _agency(agency) if agency else None


def agency(*, code: str) -> AgencyView | None:
    """By short name or by its whole name, in any case."""
    found = Agency.objects.filter(code__iexact=code).first() or Agency.objects.filter(name__iexact=code).first()
    return _agency(found) if found else None


def agencies(*, ids: Iterable[int] = ()) -> dict[int, AgencyView]:
    """The named ones, or all."""
    rows = Agency.objects.filter(id__in=list(ids)) if ids else Agency.objects.all()
    return {row.pk: _agency(row) for row in rows}


def _agency(row: Agency) -> AgencyView:
    return AgencyView(row.pk, row.public_id, row.code, row.name, row.kind, row.is_center, row.state, row.lon, row.lat)


def person(*, login: str = "", person_id: int = 0, os_account: str = "") -> PersonView | None:
    """One person with the affiliation in force; None if there is none, or the person has left."""
    rows = Affiliation.objects.select_related("person", "agency").filter(until=None, person__left_at=None)
    if login:
        rows = rows.filter(person__login=login)
    elif os_account:
        rows = rows.filter(person__os_account=os_account)
    else:
        rows = rows.filter(person_id=person_id)
    row = rows.first()
    return _person(row) if row else None


def persons(*, ids: Iterable[int] | None = None) -> dict[int, PersonView]:
    """People with their affiliation in force, by id."""
    rows = Affiliation.objects.select_related("person", "agency").filter(until=None, person__left_at=None)
    if ids is not None:
        rows = rows.filter(person_id__in=list(ids))
    return {row.person_id: _person(row) for row in rows.order_by("person__name")}


def _person(row: Affiliation) -> PersonView:
    who, where = row.person, row.agency
    return PersonView(
        who.pk, who.public_id, who.login, who.name, who.email, row.role, where.pk, where.code, where.name, row.pk,
        where.is_center, who.phone,
    )  # fmt: skip


def standing(*, person_id: int, affiliation_id: int) -> Standing | None:
    """What decides about this person's access under this affiliation; None if it is not in force."""
    found = standings(ids=[person_id]).get(person_id)
    return found if found and found.affiliation_id == affiliation_id else None


def standings(*, ids: Iterable[int]) -> dict[int, Standing]:
    """The same for many people at once, by id, each under the affiliation in force."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [list(ids)])
        return {
            person: Standing(
                person, affiliation, agency, kind, of_center, role, level, tuple(zip(courses, lasts, strict=True)),
                agreed, grace, tuple(groups),
            )
            for person, affiliation, agency, kind, of_center, role, level, courses, lasts, agreed, grace, groups
            in cursor.fetchall()
        }  # fmt: skip


def agreement(*, agency_id: int) -> tuple[str, date, date] | None:
    """(reference, first day, last day) of the agreement that lasts longest."""
    row = Agreement.objects.filter(agency_id=agency_id).order_by("-valid_until").first()
    return (row.reference, row.agreed_on, row.valid_until) if row else None


def agreements(*, on: date) -> frozenset[int]:
    """Ids of the agencies with an agreement in force."""
    return frozenset(Agreement.objects.filter(valid_until__gte=on).values_list("agency_id", flat=True))


def hashed(token: str) -> bytes:
    """How links and tokens are kept: SHA-256 of 256 random bits needs no salt."""
    return hashlib.sha256(token.encode()).digest()


def bearer_of(*, link: str, now: datetime) -> PersonView | None:
    """Whose one-time link this is, while it is unused and in time."""
    row = OneTimeLink.objects.filter(token_hash=hashed(link), used_at=None, expires_at__gt=now).first()
    return person(person_id=row.person_id) if row else None


def token_holder(*, token: str, now: datetime) -> tuple[PersonView, str, str] | None:
    """(person, purpose, case reference) of an API token in force."""
    row = ApiToken.objects.filter(token_hash=hashed(token), revoked_at=None, expires_at__gt=now).first()
    holder = person(person_id=row.person_id) if row else None
    return (holder, row.purpose, row.case_ref) if row and holder else None


def anybody() -> bool:
    """Whether the directory holds a person; the first run prints a link when it does not."""
    return Person.objects.exists()


@dataclass(frozen=True, slots=True)
class GroupView:
    """A sharing set as a page shows it: who is in it and how many people that is."""

    id: int
    public_id: UUID
    code: str
    name: str
    release_level: str
    agencies: tuple[AgencyView, ...]
    people: tuple[PersonView, ...]


def groups(*, ids: Iterable[int] | None = None) -> list[GroupView]:
    """Sharing sets with their agencies and people, by name."""
    rows = Group.objects.order_by("name") if ids is None else Group.objects.filter(id__in=list(ids)).order_by("name")
    return [_group(row) for row in rows]


def _group(row: Group) -> GroupView:
    members = [
        m.agency for m in GroupMember.objects.select_related("agency").filter(group=row).order_by("agency__name")
    ]
    inside = {agency.pk for agency in members}
    everybody = tuple(p for p in persons().values() if p.agency_id in inside)
    return GroupView(
        row.pk, row.public_id, row.code, row.name, row.release_level, tuple(_agency(a) for a in members), everybody
    )


def settings_of(*, person_id: int) -> Settings:
    """What the person set for his desk; the defaults where he set nothing yet."""
    row = Setting.objects.filter(person_id=person_id).first()
    return Settings(row.theme, row.size, row.room, row.keys, row.remap, row.sound, row.mail) if row else Settings()


def wants_no_mail(*, ids: Iterable[int]) -> frozenset[int]:
    """Those of the named persons who set that notices stay on the screen."""
    return frozenset(Setting.objects.filter(person_id__in=list(ids), mail=False).values_list("person_id", flat=True))


def person_of(*, public_id: UUID) -> PersonView | None:
    """By the id of addresses; None if there is none, or the person has left."""
    rows = Affiliation.objects.select_related("person", "agency").filter(until=None, person__left_at=None)
    return _person(found) if (found := rows.filter(person__public_id=public_id).first()) else None


@dataclass(frozen=True, slots=True)
class Term:
    """One time for which something held or holds: an affiliation, a course, an agreement."""

    what: str
    detail: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Directory:
    """What the directory says of one person beside his name: affiliations newest first, courses, release level."""

    release_level: str
    affiliations: tuple[Term, ...]
    training: tuple[Term, ...]
    locked: bool


def directory_of(*, person_id: int) -> Directory:
    """All that access rests on for one person, for those who look after the directory."""
    rows = Affiliation.objects.select_related("agency").filter(person_id=person_id).order_by("-since")
    held = tuple(Term(row.agency.name, row.role, row.since.date(), row.until and row.until.date()) for row in rows)
    courses = Training.objects.filter(person_id=person_id).order_by("course", "-valid_until")
    level = next((row.release_level for row in rows if row.until is None), "")
    locked = Passphrase.objects.filter(person_id=person_id).exclude(locked_at=None).exists()
    return Directory(level, held, tuple(Term(row.course, "", row.taken_on, row.valid_until) for row in courses), locked)


def agreements_of(*, agency_id: int) -> list[Term]:
    """Every agreement of an agency, the one that lasts longest first."""
    rows = Agreement.objects.filter(agency_id=agency_id).order_by("-valid_until")
    return [Term(row.reference, "", row.agreed_on, row.valid_until) for row in rows]


def grace() -> tuple[date, str] | None:
    """(last day, reason) of the stay that lasts longest."""
    row = Grace.objects.order_by("-until").first()
    return (row.until, row.because) if row else None


def training_until() -> dict[int, dict[str, date]]:
    """For each person the last good day of each course."""
    found: dict[int, dict[str, date]] = {}
    rows = Training.objects.values_list("person_id", "course").annotate(last=Max("valid_until"))
    for person_id, course, last in rows:
        found.setdefault(person_id, {})[course] = last
    return found


def has_factor(*, person_id: int) -> bool:
    """Whether this person signs in with a second factor."""
    return Factor.objects.filter(person_id=person_id, removed_at=None).exclude(confirmed_at=None).exists()
