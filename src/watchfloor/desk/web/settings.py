"""The settings of the person who reads: look, keys, sound, mail."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.keymap import remappable
from watchfloor.people import queries as people
from watchfloor.people.actions.settings import keep_settings
from watchfloor.people.rules.settings import LOOKS, Settings, key_errors, may_keep
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.dressing import cookies_of
from watchfloor.protect.web.fields import choices, error, field
from watchfloor.protect.web.shown import Done, Page

HERE = "/settings/"
KEPT = "Your settings are kept."


@page("people.settings.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """The form as it stands."""
    del request
    return _page(audience, people.settings_of(person_id=audience.actor.person_id), {})


@act("people.settings.read")
def keep(request: HttpRequest, audience: Audience) -> Page | Done:
    """Keep what was chosen; one look alone when the switch of a page sends it (`only`)."""
    known = remappable(audience.rights)
    standing = people.settings_of(person_id=audience.actor.person_id)
    said = _one(request.POST, standing) if "only" in request.POST else _said(request.POST, known, standing)
    decision = may_keep(said, known=known)
    if not decision:
        wrong = {key: f"{no.text} {no.way_out}" for key, no in key_errors(said.remap, known=known).items()}
        return _page(audience, said, wrong, [f"{no.text} {no.way_out}" for no in decision.against])
    keep_settings(settings=said, by=audience, now=timezone.now())
    return Done(HERE, "" if "only" in request.POST else KEPT, cookies=cookies_of(said))


def _one(post: Mapping[str, str], standing: Settings) -> Settings:
    name, value = post["only"], post.get("value", "")
    looks = {one: value if one == name else str(getattr(standing, one)) for one in LOOKS}
    return replace(
        standing, theme=looks["theme"], size=looks["size"], room=looks["room"], keys=looks["keys"]
    )  # fmt: skip


def _said(post: Mapping[str, str], known: Mapping[str, str], standing: Settings) -> Settings:
    """What the form holds; keys of pages that this person has no more stay as they were set."""
    looks = {name: post.get(name, "") for name in LOOKS}
    mine = {key: post.get(f"key-{number}", "").strip() for number, key in enumerate(known)}
    remap = {} if "reset" in post else {key: own for key, own in mine.items() if own and own != key}
    others = {key: own for key, own in standing.remap.items() if key not in known}
    return Settings(**looks, remap=others | remap, sound="sound" in post, mail="mail" in post)


def _page(audience: Audience, said: Settings, wrong: Mapping[str, str], against: Sequence[str] = ()) -> Page:
    known = remappable(audience.rights)
    keys: list[dict[str, Any]] = [
        {"ours": key, "words": words, "name": f"key-{number}", "own": said.remap.get(key, ""),
         "error": wrong.get(key, "")}
        for number, (key, words) in enumerate(known.items())
    ]  # fmt: skip
    errors = [error(f"key-{list(known).index(key)}", text) for key, text in wrong.items() if key in known]
    errors += [error("", text) for text in against if text not in wrong.values()]
    context = {
        "errors": errors, "looks": _looks(said), "keys_field": _keys_field(said), "own_keys": keys,
        "sound": said.sound, "mail": said.mail, "url": HERE,
    }  # fmt: skip
    return Page("desk/settings.html", context, status=422 if errors else 200)


def _looks(said: Settings) -> list[dict[str, Any]]:
    return [
        _radios(
            "theme", _("Theme"), (("", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))), said.theme
        ),
        _radios("size", _("Size of text"), (("", "100 %"), ("112", "112 %"), ("125", "125 %")), said.size),
        _radios("room", _("Room between rows"), (("", _("Dense")), ("roomy", _("Roomy"))), said.room),
    ]


def _keys_field(said: Settings) -> dict[str, Any]:
    offered = (("", _("On")), ("alt", _("Only with Alt")), ("off", _("Off")))
    return _radios("keys", _("Single-key shortcuts"), offered, said.keys)


def _radios(name: str, label: str, offered: tuple[tuple[str, str], ...], chosen: str) -> dict[str, Any]:
    return field(name, label, kind="radios", options=choices(offered, chosen=chosen))


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=keep)(request)
