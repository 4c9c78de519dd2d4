"""TAXII 2.1 for reading (OASIS Standard, 10 June 2021): the center's objects as far as the token's person may read."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from watchfloor.core.gate import slots
from watchfloor.core.rules.audience import Audience
from watchfloor.network.formats.answers import envelope, resource, stamp
from watchfloor.network.formats.cursors import place_of, sealed_place
from watchfloor.network.formats.policy import offering
from watchfloor.network.queries import offers
from watchfloor.network.rules.asking import MEDIA, Asked, acceptable, asked
from watchfloor.network.web.machine import Given, answered, refused
from watchfloor.people import queries as people
from watchfloor.protect.web.door import at_tick
from watchfloor.protect.web.shown import Absent

STIX = ["application/stix+json;version=2.1", "application/stix+json;version=2.0"]
LARGEST = 1  # octets that anybody may send here: nothing is taken in
KEY = "taxii.key"
READ_ONLY = "This server gives objects and takes none."
Door = Callable[..., HttpResponse]
View = Callable[..., Given]


def door(view: View) -> Door:
    """GET of one address in the form of the standard; POST and DELETE are answered as it demands, and do nothing."""

    @csrf_exempt
    @at_tick
    @wraps(view)
    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        if not acceptable(request.headers.get("Accept", "")):
            return refused(406, f"Send Accept: {MEDIA}", MEDIA)
        if request.method in ("GET", "HEAD"):
            return answered(request, MEDIA, lambda audience: view(request, audience, **parts))
        return _not_read(request, parts)

    return answer


def _not_read(request: HttpRequest, parts: dict[str, Any]) -> HttpResponse:
    """403 where the collection is the client's to read, 404 where it is not there for him (section 5.4)."""
    if request.method not in ("POST", "DELETE") or "collection_id" not in parts:
        answer = refused(405, READ_ONLY, MEDIA)
        answer["Allow"] = "GET, HEAD"
        return answer
    if request.method == "POST" and not acceptable(request.headers.get("Content-Type", "")):
        return refused(415, f"Send Content-Type: {MEDIA}", MEDIA)

    def there(audience: Audience) -> Given:
        _collection(audience, parts["collection_id"])
        return Given(b"")

    found = answered(request, MEDIA, there)
    return refused(403, READ_ONLY, MEDIA) if found.status_code == 200 else found


@door
def discovery(request: HttpRequest, audience: Audience) -> Given:
    """Where the API root lies (section 4.1)."""
    del audience
    root = request.build_absolute_uri("/taxii2/center/")
    center = people.center()
    return Given(
        resource(
            title=center.name if center else "Watchfloor", description="Threat information that you may read.",
            contact=settings.CENTER_PHONE, default=root, api_roots=[root],
        )
    )  # fmt: skip


@door
def api_root(request: HttpRequest, audience: Audience) -> Given:
    """Section 4.2."""
    del request, audience
    return Given(resource(title="Threat information", versions=[MEDIA], max_content_length=LARGEST))


@door
def status(request: HttpRequest, audience: Audience, status_id: str) -> Given:
    """Section 4.3: nothing is taken in, so there is no status of anything."""
    del request, audience, status_id
    raise Absent


@door
def all_collections(request: HttpRequest, audience: Audience) -> Given:
    """Section 5.1: what each agency sent, as far as the reader may read it; an empty list says nothing."""
    del request
    found = [_described(one) for one in offers.collections(audience=audience)]
    return Given(resource(collections=found or None))


@door
def one_collection(request: HttpRequest, audience: Audience, collection_id: UUID) -> Given:
    """Section 5.2."""
    del request
    return Given(resource(**_described(_collection(audience, collection_id))))


@door
def objects(request: HttpRequest, audience: Audience, collection_id: UUID) -> Given:
    """Section 5.4: the objects as they came, oldest first."""
    return _page(audience, collection_id, _asked(request), "objects", offers.OBJECT)


@door
def manifest(request: HttpRequest, audience: Audience, collection_id: UUID) -> Given:
    """Section 5.3."""
    return _page(audience, collection_id, _asked(request), "objects", offers.LINE)


@door
def one_object(request: HttpRequest, audience: Audience, collection_id: UUID, object_id: str) -> Given:
    """Section 5.6; 404 where the collection holds no such object for this reader."""
    return _page(audience, collection_id, _asked(request, object_id), "objects", offers.OBJECT, must=True)


@door
def versions(request: HttpRequest, audience: Audience, collection_id: UUID, object_id: str) -> Given:
    """Section 5.8: every version that was offered."""
    one = _asked(request, object_id, every=True)
    return _page(audience, collection_id, one, "versions", offers.VERSION, must=True)


def _described(one: offers.Collection) -> dict[str, Any]:
    return {"id": str(one.id), "title": one.title, "can_read": True, "can_write": False, "media_types": STIX}


def _collection(audience: Audience, collection_id: UUID) -> offers.Collection:
    if (found := offers.collection(audience=audience, collection_id=collection_id)) is None:
        raise Absent
    return found


def _asked(request: HttpRequest, object_id: str = "", *, every: bool = False) -> Asked:
    given = {name: values for name, values in request.GET.lists() if name != "match[id]" or not object_id}
    if object_id:
        given["match[id]"] = [object_id]
    if every:
        given["match[version]"] = ["all"]
    return asked(given, page=offering().page, most=offering().most)


def _page(
    audience: Audience, collection_id: UUID, one: Asked, member: str, part: str, *, must: bool = False
) -> Given:  # fmt: skip
    what, owner_id = f"{collection_id} {member} {one.same}", offers.sender(collection_id=collection_id)
    after = place_of(one.cursor, what=what, key=slots.lasting(KEY)) if one.cursor else 0
    found = offers.offered(audience=audience, owner_id=owner_id or 0, asked=one, after=after, part=part)
    if not found.parts:
        _collection(audience, collection_id)  # an empty page of what is not there is not there
        if must and not one.cursor and not one.after:
            raise Absent
    follows = sealed_place(found.last, what=what, key=slots.lasting(KEY)) if found.more else ""
    headers = {}
    if found.parts:
        headers = {
            "X-TAXII-Date-Added-First": stamp(found.first), "X-TAXII-Date-Added-Last": stamp(found.last),
        }  # fmt: skip
    return Given(envelope(member, found.parts, follows=follows), found.records, headers)
