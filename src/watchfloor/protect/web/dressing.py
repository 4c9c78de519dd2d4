"""A person's settings as cookies, so that the first paint of every page is drawn with them. They hold nothing else."""

from collections.abc import Mapping
from urllib.parse import quote

from django.conf import settings as house
from django.http import HttpResponse

from watchfloor.people import queries as people
from watchfloor.people.rules.settings import Settings

YEAR = 31_536_000
PREFIX = "wf_"


def cookies_of(settings: Settings) -> dict[str, str]:
    """Name without prefix and value; `remap` as "c=y,g i=g n", quoted as in an address."""
    remap = ",".join(f"{quote(ours)}={quote(own)}" for ours, own in sorted(settings.remap.items()))
    return {
        "theme": settings.theme, "size": settings.size, "room": settings.room, "keys": settings.keys, "remap": remap,
        "sound": "on" if settings.sound else "",
    }  # fmt: skip


def dress(response: HttpResponse, cookies: Mapping[str, str]) -> None:
    """Set each; what is empty is taken away. Scripts of ours read and write them, so they are not HttpOnly."""
    for name, value in cookies.items():
        if value:
            response.set_cookie(
                PREFIX + name, value, max_age=YEAR, samesite="Lax", secure=house.SESSION_COOKIE_SECURE
            )  # fmt: skip
        else:
            response.delete_cookie(PREFIX + name, samesite="Lax")


def dress_for(response: HttpResponse, *, person_id: int) -> None:
    """After a sign-in: the desk looks as this person set it, not as whoever sat here before."""
    dress(response, cookies_of(people.settings_of(person_id=person_id)))
