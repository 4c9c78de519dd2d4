"""A report from the field: for a phone, in a minute, also where the signal is lost (frontend/js/field.mjs).

The phone names the report; what it says of its own clock is only how long the report waited there.
"""

from collections.abc import Mapping
from importlib import resources
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.gather.actions.intake import Taken, take
from watchfloor.gather.actions.officers import ask, standing
from watchfloor.gather.formats.behavior import behaviors
from watchfloor.gather.formats.officers import officer_policy, photo_limits
from watchfloor.gather.formats.public import policy
from watchfloor.gather.rules.guard import ATTESTATION
from watchfloor.gather.rules.officers import seen_at
from watchfloor.gather.rules.report import said_when
from watchfloor.gather.web.outcomes import MINE
from watchfloor.gather.web.photos import kept_with, photos_alone, photos_of, roomy
from watchfloor.gather.web.report import CLOSED, danger_field
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.errors import wrong_way
from watchfloor.protect.web.fields import error, field, with_errors
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import Done, Page, Withheld, lacking
from watchfloor.protect.web.standing import exercise
from watchfloor.protect.web.wording import moment, short

HERE, RIGHT, FACT = "/report/field/", "report.file", "gather.form.read"
WORKER = "static/built/field/worker.js"
UNBELIEVED = "when it was written is not known: the clock of the phone was turned in between"
VEHICLE = (("plate", "Plate"), ("plate_state", "State"), ("paint", "Color"), ("make", "Make"), ("style", "Kind"))
Errors = list[dict[str, str]]


@page(FACT)
def form(request: HttpRequest, audience: Audience) -> Page:
    """The empty form, or why this officer may not file from the field and what to do."""
    del request
    _may(audience)
    return _page(audience, QueryDict(), [])


@act(FACT, known=True)
def file(request: HttpRequest, audience: Audience) -> Page | Done:
    """File it once however often the phone sends it, or show the form again with every word."""
    _may(audience)
    said, now = request.POST, timezone.now()
    if said.get("deed") == "ask":
        ask(by=audience, now=now)
        return Done(HERE, "You asked to be approved. A supervisor of the center answers.")
    if not (decision := standing(by=audience, now=now)):
        raise Withheld(decision, what="file from the field")
    key = f"{audience.actor.person_id}:{said.get('key', '').strip() or now.isoformat()}"
    if said.get("deed") == "photos":
        return photos_alone(request, audience, key)
    item, errors = _item(said, key, now)
    photos = photos_of(request)
    if errors:
        return _page(audience, said, errors, again=bool(photos))
    (taken,) = take(items=[item], way="form", own=True, same_key=True, by=audience, now=now)
    if taken.outcome == "closed-away":
        return Done(HERE, CLOSED)
    if taken.record is None:
        return _page(audience, said, _errors(taken), again=bool(photos))
    number = short(taken.record, "TIP")
    filed = f"Filed: {number}, received {moment(now)}. A person decides what it is."
    return Done(MINE, filed, then=kept_with(taken.record, photos, audience))


@roomy
def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=form, post=file)(request)


def _may(audience: Audience) -> None:
    if RIGHT not in audience.rights:
        no = lacking(RIGHT, text="your role files no reports.", way_out=f"Who can: {who_can(RIGHT)}.")
        raise Withheld(no, what="file a report")


def _item(said: QueryDict, key: str, now: Any) -> tuple[dict[str, Any], Errors]:
    """The report in fields, as `take` reads it; empty fields are left out."""
    occurred, words, errors = _when(said, now)
    story = said.get("narrative", "").strip()
    if not story:
        errors.append(error("narrative", "What did you see: empty. Write what they did."))
    item: dict[str, Any] = {
        "key": key, "narrative": story, "occurred": occurred, "occurred_words": words,
        "place": said.get("place", "").strip(),
        "behaviors": said.getlist("behaviors"), "articulable_facts": said.get("facts", "").strip(),
        "attested": said.get("attested") == "yes", "danger": said.get("hurt") == "yes",
    }  # fmt: skip
    for name in ("lat", "lon", "radius_m"):
        if written := said.get(name, "").strip():
            try:
                item[name] = float(written)
            except ValueError:
                errors.append(error("place", f"Place: '{written[:30]}' is no number. Press the button again."))
    for name, things in (("vehicles", _vehicle(said)), ("persons", _person(said))):
        if things:
            item[name] = [things]
    return item, errors


def _vehicle(said: Mapping[str, str]) -> dict[str, str]:
    held = {name: words for name, _ in VEHICLE if (words := said.get(f"vehicle_{name}", "").strip())}
    return {"role": "suspect", **held} if held else {}


def _person(said: Mapping[str, str]) -> dict[str, str]:
    """What somebody looks like is a description and is compared with nothing."""
    words = said.get("person_description", "").strip()
    return {"description": words} if words else {}


def _when(said: QueryDict, now: Any) -> tuple[str, str, Errors]:
    if said.get("when", "now") == "now":
        waited = said.get("waited", "").strip()
        at = seen_at(now=now, waited_ms=int(waited) if waited.lstrip("-").isdecimal() else 0, policy=officer_policy())
        return (at.isoformat(timespec="seconds"), "", []) if at else ("", UNBELIEVED, [])
    when, fault = said_when(
        {name: said.get(name, "") for name in ("on", "at", "about")}, zone=timezone.get_default_timezone(), now=now
    )
    if fault:
        return "", "", [error("on", fault)]
    if when is None or when.start is None:
        return "", when.said if when else "", []
    written = when.start.date().isoformat() if when.precision == "day" else when.start.isoformat(timespec="seconds")
    return written, "", []


def _errors(taken: Taken) -> Errors:
    names = {"articulable_facts": "facts", "occurred": "on", "lat": "place", "lon": "place"}
    return [error(names.get(one.field, one.field.partition("/")[0]), one.text) for one in taken.faults]


def _page(audience: Audience, said: QueryDict, errors: Errors, *, again: bool = False) -> Page:
    decision = standing(by=audience, now=timezone.now())
    # sent twice from one page it is one report, also where no script runs
    context = {
        **_form(said, errors, key=said.get("key", "") or uuid4().hex), "mine_url": MINE, "errors": errors,
        "again": again, "may": bool(decision), "against": decision.against,
    }  # fmt: skip
    return Page("gather/field.html", context, status=422 if errors else 200)


def shell(request: HttpRequest) -> HttpResponse:
    """The empty form, of nobody and with no token: what a phone keeps to open it without a signal."""
    if request.method not in ("GET", "HEAD"):
        return wrong_way(request)
    told = {**_form(QueryDict(), [], key=""), "shell": True, "exercise": exercise()}
    return HttpResponse(render_to_string("gather/field_shell.html", told))


def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps it; its address bounds what it may touch: this form and nothing else of the desk."""
    if request.method not in ("GET", "HEAD"):
        return wrong_way(request)
    return HttpResponse((resources.files("watchfloor") / WORKER).read_bytes(), content_type="text/javascript")


def _form(said: QueryDict, errors: Errors, *, key: str) -> dict[str, Any]:
    return {
        "url": HERE, "fields": {one["name"]: one for one in _fields(said, errors)}, "key": key,
        "first": _behaviors(said, first=True), "others": _behaviors(said, first=False),
        "others_open": bool(set(said.getlist("behaviors")) - set(officer_policy().first)),
        "vehicle": [field(f"vehicle_{name}", label, required=False, value=said.get(f"vehicle_{name}", ""))
                    for name, label in VEHICLE],
        "rule": behaviors().group_two_rule, "now": said.get("when", "now") == "now", "limits": photo_limits(),
        "each_mb": photo_limits().each_bytes // 10**6, "longest_side": policy().pictures["longest_side"],
    }  # fmt: skip


def _behaviors(said: QueryDict, *, first: bool) -> list[dict[str, Any]]:
    policy, known, ticked = officer_policy(), behaviors().by_code, said.getlist("behaviors")
    codes = policy.first if first else [code for code in known if code not in policy.first]
    return [
        {"value": code, "text": policy.plain[code], "checked": code in ticked,
         "hint": "" if first else known[code].definition}
        for code in codes
    ]  # fmt: skip


def _fields(said: QueryDict, errors: Errors) -> list[dict[str, Any]]:
    attest = {"value": "yes", "text": ATTESTATION, "checked": said.get("attested") == "yes"}
    fields = [
        field("narrative", "What did you see?", kind="area", value=said.get("narrative", ""),
              hint="Conduct first. No names needed."),
        field("facts", "Why it is not innocent", kind="area", required=False, value=said.get("facts", ""),
              hint="Facts, for what is lawful in itself."),
        field("place", "Where", required=False, value=said.get("place", ""), hint="Road and town: CR 75, Buffalo, MN."),
        field("on", "Day", kind="date", required=False, value=said.get("on", "")),
        field("at", "Time", kind="time", required=False, value=said.get("at", "")),
        field("about", "Time in words", required=False, value=said.get("about", "")),
        field("person_description", "What the person looks like", kind="area", required=False,
              value=said.get("person_description", "")),
        danger_field(said),
        field("attested", "Protected characteristics", kind="checks", options=[attest]),
    ]  # fmt: skip
    return with_errors(fields, errors)
