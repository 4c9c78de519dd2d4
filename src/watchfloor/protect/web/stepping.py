"""A second factor before an act: which act waits for it, and the page that asks and carries the words of the deed."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.people import queries as people
from watchfloor.people.actions.proving import NotProved, prove
from watchfloor.protect.formats.factors import factor_policy
from watchfloor.protect.rules.stepping import ENROLL, OPEN, not_enrolled, step_for
from watchfloor.protect.web.fields import error, field, with_errors
from watchfloor.protect.web.reader import Reader, proved
from watchfloor.protect.web.shown import Page, Withheld

FACTORS = "/people/factors/"
CODE = "second-factor"
NOT_CARRIED = (CODE, "csrfmiddlewaretoken")


def code_field(name: str = CODE) -> dict[str, Any]:
    """One field for both: digits of the app or of a recovery code. No script of ours sends it by itself."""
    hint = "Six digits of your authenticator app, or one of your recovery codes."
    return field(name, "Code", kind="tel", hint=hint, autocomplete="one-time-code", short=True, code=True)


def said_against(refused: Refused) -> str:
    """What is said of a code that does not count."""
    return " ".join(f"{reason.text} {reason.way_out}" for reason in refused.decision.against)


def unproved(request: HttpRequest, reader: Reader) -> bool:
    """Whether policy wants a second factor of this reader and none was proved: only the page of factors opens."""
    wanted = factor_policy().requires(reader.person.role) and reader.proved_at is None
    return wanted and not request.path.startswith(FACTORS)


def step_up(request: HttpRequest, reader: Reader, audience: Audience, act: str) -> Page | Withheld | None:
    """None if the act may go on. MUST be asked outside a transaction: a code that was tried stays tried."""
    policy, now = factor_policy(), timezone.now()
    enrolled = people.has_factor(person_id=reader.person.id)
    step = step_for(
        policy, act=act, role=reader.person.role, enrolled=enrolled, proved_at=reader.proved_at, now=now
    )  # fmt: skip
    if step == OPEN:
        return None
    if step == ENROLL:
        return Withheld(not_enrolled(policy, act=act), what=policy.acts[act].words)
    return _asked(request, audience, act)


def _asked(request: HttpRequest, audience: Audience, act: str) -> Page | None:
    """The page that asks for the code and carries the deed's own words; None once the code counts."""
    text = ""
    if CODE in request.POST:
        try:
            prove(person_id=audience.actor.person_id, said=request.POST[CODE], by=audience, now=timezone.now())
            proved(request)
            return None
        except NotProved as refused:
            text = said_against(refused)
    named, errors = factor_policy().acts[act], [error(CODE, text)] if text else []
    carried = [(key, one) for key in request.POST if key not in NOT_CARRIED for one in request.POST.getlist(key)]
    context = {
        "words": named.words, "citation": named.citation, "carried": carried, "errors": errors,
        "fields": with_errors([code_field()], errors), "url": request.get_full_path(),
        "minutes": int(named.good_for.total_seconds() // 60),
    }  # fmt: skip
    return Page("protect/step.html", context, status=403)
