"""Sessions in the database, kept key by key: what a page fetches beside another overwrites nothing of it.

Django's own store writes back the whole session as it was read. A preview that was asked for before a form was sent and
is answered after it would take back the toast, or worse the purpose that the form has stated.
"""

from copy import deepcopy
from typing import Any

from django.contrib.sessions.backends import db
from django.db import transaction

MISSING = object()


class SessionStore(db.SessionStore):
    """MUST NOT write a key that this request has not changed."""

    def load(self) -> dict[str, Any]:
        """As Django loads it; what was found is remembered, to know later what this request changed."""
        data: dict[str, Any] = super().load()
        self._found = deepcopy(data)
        return data

    def save(self, must_create: bool = False) -> None:
        """Its own changes over what stands there now."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        with transaction.atomic():
            row = self.model.objects.select_for_update().filter(session_key=self.session_key).first()
            if row is not None:
                own: dict[str, Any] = dict(self._get_session())  # type: ignore[attr-defined]  # - Django's, not in stubs
                self._session_cache = merged(getattr(self, "_found", {}), own, self.decode(row.session_data))
            super().save()
        self._found = deepcopy(self._session_cache)


def merged(found: dict[str, Any], own: dict[str, Any], there: dict[str, Any]) -> dict[str, Any]:
    """`there` with every key set or removed that differs between what was found and what is our own now."""
    made = dict(there)
    for key in found.keys() | own.keys():
        if own.get(key, MISSING) == found.get(key, MISSING):
            continue
        if key in own:
            made[key] = own[key]
        else:
            made.pop(key, None)
    return made
