"""A person keeps the settings of his desk."""

from datetime import datetime

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.people.models import Setting
from watchfloor.people.rules.settings import Settings


def keep_settings(*, settings: Settings, by: Audience, now: datetime) -> None:
    """Keep them for the person who acts, and for nobody else. MUST have been checked with may_keep."""
    said = {
        "theme": settings.theme, "size": settings.size, "room": settings.room, "keys": settings.keys,
        "remap": dict(settings.remap), "sound": settings.sound, "mail": settings.mail, "changed_at": now,
    }  # fmt: skip
    with transaction.atomic():
        Setting.objects.update_or_create(person_id=by.actor.person_id, defaults=said)
        tell(kind="people.settings.changed", by=by)
