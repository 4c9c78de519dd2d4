"""The worker's door to the outbox."""

from django.utils import timezone

from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.notify.actions.outbox import send_waiting


def send(*, audience: Audience, exercise: bool) -> int:
    """Send what waits under the service audience that protect declares; how many."""
    with reading(audience):
        return send_waiting(exercise=exercise, by=audience, now=timezone.now())
