"""The frame's words go through the language files: in a made-up language none of them stands bare."""

import importlib.util
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from component_cases import CASES, Case
from django.template import Context, Engine
from django.test import override_settings
from django.utils.translation import override

from watchfloor import urls
from watchfloor.protect.web.navigation import navigation

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "src/watchfloor/templates"
LIBRARIES = {"static": "django.templatetags.static", "i18n": "django.templatetags.i18n"}
# what stands around every page, and what pages say when something is wrong
assert urls.urlpatterns  # the packages declare their ways beside their addresses
FRAME = [
    "base.html", "plain.html", "403.html", "404.html", "500.html", "503.html", "refused.html",
    *(f"components/{name}.html" for name in (
        "act", "banner", "because", "clock_chip", "empty", "error", "error_summary", "field", "keys_help", "loading",
        "lock", "palette", "partial", "purpose", "refusal", "refused_acts", "stale", "why",
    )),
]  # fmt: skip
# names, markings and signs that no language changes
FIXED = {"Watchfloor", "EXERCISE", "UNCLASSIFIED", "(EXERCISE)", "MARKING UNKNOWN, CLOSED", "TLP:", "Ctrl K", "Esc",
         "SHA-256", "watchfloor doctor"}  # fmt: skip
SPOKEN = ("aria-label", "title", "placeholder", "data-key-label")
LEFT, RIGHT = "⟦", "⟧"


class Words(HTMLParser):
    """What of a page is read or heard."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(" ".join(data.split()))


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_script", ROOT / "scripts" / "messages.py")
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A language of which every message is the English one in double brackets, read as Django reads any other."""
    catalog = _script().gathered()
    for message in catalog:
        said = message.id if isinstance(message.id, tuple) else (message.id,)
        put = tuple(f"{LEFT}{one}{RIGHT}" for one in said)
        if message.id:
            message.string = put if len(put) > 1 else put[0]
    folder = tmp_path_factory.mktemp("locale")
    (folder / "xx" / "LC_MESSAGES").mkdir(parents=True)
    with (folder / "xx" / "LC_MESSAGES" / "django.mo").open("wb") as out:
        write_mo(out, catalog)
    with override_settings(LOCALE_PATHS=[str(folder)]), override("xx"):
        yield


ENGINE = Engine(dirs=[str(TEMPLATES)], libraries=LIBRARIES)
CASES_OF_FRAME = [case for case in CASES if f"components/{case.name}.html" in FRAME]


def _handed(thing: object) -> Iterator[str]:
    if isinstance(thing, dict):
        thing = list(thing.values())
    if isinstance(thing, list | tuple):
        for one in thing:
            yield from _handed(one)
    elif isinstance(thing, str) and thing.strip():
        yield " ".join(thing.split())


def _bare(html: str, handed: Iterable[str] = ()) -> list[str]:
    """What stands in the page without having gone through the language: not bracketed, not handed in, not fixed."""
    given = sorted({*handed, *FIXED}, key=len, reverse=True)
    left = []
    for one in Words(html).found:
        rest = re.sub(f"{LEFT}[^{RIGHT}]*{RIGHT}", " ", one)
        for word in given:
            rest = re.sub(re.escape(word), " ", rest, flags=re.IGNORECASE)
        if re.search(r"[A-Za-z]{2}", rest):
            left.append(one)
    return left


@pytest.mark.parametrize("case", CASES_OF_FRAME, ids=[f"{case.name}-{n}" for n, case in enumerate(CASES_OF_FRAME)])
def test_a_component_of_the_frame_speaks_the_language(strange: None, case: Case) -> None:
    """Every word that it does not get from its page is translated."""
    html = ENGINE.get_template(f"components/{case.name}.html").render(Context(case.context))
    assert _bare(html, _handed(case.context)) == []


@pytest.mark.parametrize("name", ["403.html", "404.html", "500.html", "503.html"])
def test_pages_for_what_went_wrong_speak_the_language(strange: None, name: str) -> None:
    """Also the ones that need no page around them."""
    phones = [{"text": "911 dispatch", "number": "555-0100"}]
    context = {"phones": phones, "code": "4F2A", "center_phone": "555-0199", "exercise": True}
    html = ENGINE.get_template(name).render(Context(context))
    assert LEFT in html
    assert _bare(html, _handed(context)) == []


def test_the_frame_speaks_the_language(strange: None) -> None:
    """Bar, navigation, strip, dialogs and skip link, with the ways that the packages declare."""
    context = {
        "page_marking": {"level": "U", "text": "U//LES", "exercise": True}, "center": {"name": "Northland FC"},
        "reading": {"purpose": "Audit", "case": "26-1", "change_url": "/", "path": "/", "last": []},
        "clock": {"local": "03:14", "zulu": "09:14Z", "zone_name": "CST", "day": "Sat Nov 21, 2026"},
        "person": {"name": "Ana Ruiz", "login": "ana"}, "session": {"seconds": 1800},
        "nav": navigation(rights=frozenset({"record.read", "record.search"}), counts={}, path="/"),
        "toast": {"text": "Claimed.", "undo_url": "/undo/"}, "strip": {},
    }  # fmt: skip
    html = ENGINE.get_template("base.html").render(Context(context))
    ways = re.findall(r'<nav class="nav".*</nav>', html, flags=re.S)
    assert ways and ways[0].count(LEFT) > 6
    assert _bare(html, [*_handed({**context, "nav": []}), "1800"]) == []


def test_the_page_says_its_language(strange: None) -> None:
    """`lang` is that of the words (WCAG 3.1.1)."""
    html = ENGINE.get_template("plain.html").render(Context({}))
    assert '<html lang="xx"' in html


PUBLIC = (
    "templates/redress/", "templates/public/", "gather/web/public", "gather/rules/public.py", "gather/rules/handed.py",
    "protect/web/redress.py", "protect/rules/redress.py", "components/field.html", "components/error_summary.html",
    "components/banner.html", "templates/plain.html",
)  # fmt: skip


def test_every_word_of_the_public_form_is_said_in_spanish() -> None:
    """Each message has its translation, with the same places for what is put in; none is left over."""
    file = ROOT / "src/watchfloor/locale/es/LC_MESSAGES/django.po"
    with file.open("rb") as text:
        spanish = read_po(text, locale="es")
    said = {one.id: one.string for one in spanish if one.id}
    asked = {
        one.id for one in _script().gathered()
        if one.id and any(part in place for place, _ in one.locations for part in PUBLIC)
    }  # fmt: skip
    assert asked - set(said) == set() and set(said) - asked == set()
    for message, words in said.items():
        ours, theirs = (message, words) if isinstance(message, tuple) else ((message,), (words,))
        for one, other in zip(ours, theirs, strict=True):
            places = re.compile(r"%\(\w+\)s|</?\w+")
            assert other and sorted(places.findall(one)) == sorted(places.findall(other)), message
