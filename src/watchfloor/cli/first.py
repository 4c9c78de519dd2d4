"""The first run: an administrator and the link by which he sets his passphrase."""

from datetime import datetime

from django.conf import settings

from watchfloor.people import queries as people
from watchfloor.people.actions.directory import add_agency, add_person
from watchfloor.people.actions.signin import one_time_link
from watchfloor.protect.actions.admit import admit_service


def first_link(*, now: datetime) -> str:
    """A one-time link for the first administrator; empty once the directory holds a person."""
    if people.anybody():
        return ""
    by = admit_service(service="operator", now=now)
    center = people.center()
    agency_id = center.id if center else add_agency(code="CENTER", name="Center", kind="center", is_center=True, by=by)
    person_id = add_person(
        login="admin", name="First administrator", agency_id=agency_id, role="administrator", release_level="U", by=by,
        now=now,
    )  # fmt: skip
    token = one_time_link(person_id=person_id, by=by, now=now)
    return f"{settings.BASE_URL.rstrip('/')}/sign-in/first/{token}/"
