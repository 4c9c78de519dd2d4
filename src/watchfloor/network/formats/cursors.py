"""Cursors: a place in the order of offers, sealed, so that it tells nobody how much lies between two of them."""

import base64
import binascii
import hashlib

from watchfloor.core.formats import crypt
from watchfloor.network.rules.asking import NotAsked

WRONG = "next: give it as the page before gave it, with the same filters; or begin anew with added_after."


def sealed_place(place: int, *, what: str, key: bytes) -> str:
    """A cursor that opens for the same question alone."""
    said = hashlib.sha256(what.encode()).digest() + place.to_bytes(8, "big")
    return base64.urlsafe_b64encode(crypt.seal(said, key=key)).decode().rstrip("=")


def place_of(cursor: str, *, what: str, key: bytes) -> int:
    """The place in it. Raises NotAsked for one that was changed, is not ours or was given for another question."""
    try:
        sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        said = crypt.unseal(sealed, key=key)
    except (binascii.Error, ValueError, crypt.NotOpened) as error:
        raise NotAsked(WRONG) from error
    if said[:32] != hashlib.sha256(what.encode()).digest():
        raise NotAsked(WRONG)
    return int.from_bytes(said[32:], "big")
