"""What a form answers to words that look classified: nothing of them is kept or shown again, and an officer hears."""

from django.utils import timezone

from watchfloor.core.gate.session import reading
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.protect.actions.quarantine import alarm
from watchfloor.protect.web.shown import Withheld


def spilled(decision: Decision, *, kind: str, back: str, audience: Audience) -> Withheld:
    """To be raised: the refusal without the words, and the alarm once the transaction of the form is gone."""

    def call() -> None:
        with reading(audience):
            alarm(kind=kind, by=audience, now=timezone.now())

    return Withheld(decision, what="keep it", back=back, then=call)
