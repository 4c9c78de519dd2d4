"""Each component of the templates on its own: its marks, roles and names, and sound markup around them."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from component_cases import CASES, Case
from django.template import Context, Engine

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "src/watchfloor/templates"
COMPONENTS = {file.stem for file in (TEMPLATES / "components").glob("*.html")}
LIBRARIES = {"static": "django.templatetags.static", "i18n": "django.templatetags.i18n"}
VOID = {"input", "br", "hr", "img", "meta", "link", "use", "path", "circle", "line", "rect"}
every_case = pytest.mark.parametrize("case", CASES, ids=[f"{one.name}-{number}" for number, one in enumerate(CASES)])


class Markup(HTMLParser):
    """What a screen reader and a browser would stumble over."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.pointed: list[str] = []
        self.feed(html)
        self.faults += [f"<{tag}> is not closed" for tag in self.open]
        self.faults += [f"id {one} stands twice" for one in set(self.ids) if self.ids.count(one) > 1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "button" and "type" not in given and "dialog" not in self.open:
            self.faults.append("a button without a type sends the form around it")
        if given.get("role") == "img" and not given.get("aria-label"):
            self.faults.append("a picture without a name")
        if tag == "svg" and not {"aria-hidden", "role", "overflow"} & set(given):
            self.faults.append("an svg that is neither named nor hidden")
        self.ids += [given["id"] or ""] if "id" in given else []
        self.pointed += (given.get("for") or "").split() + (given.get("aria-labelledby") or "").split()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")


ENGINE = Engine(dirs=[str(TEMPLATES)], libraries=LIBRARIES)


def _html(case: Case) -> str:
    said = ENGINE.get_template(f"components/{case.name}.html").render(Context(case.context))
    return re.sub(r"\s+", " ", said)


@every_case
def test_a_component_shows_what_it_is_handed(case: Case) -> None:
    """Its words, marks, roles and names stand in order; what must not be there is not."""
    html, at = _html(case), 0
    for piece in case.has:
        found = html.find(piece, at)
        assert found >= 0, f"{piece!r} does not stand after {at} in {html}"
        at = found + len(piece)
    for piece in case.lacks:
        assert piece not in html


@every_case
def test_a_component_is_sound_markup(case: Case) -> None:
    """Every tag is closed, every id stands once, every label has its control, every picture a name or none needed."""
    markup = Markup(_html(case))
    assert markup.faults == []
    assert set(markup.pointed) <= set(markup.ids)


def test_every_component_has_its_case() -> None:
    """A new component is not in the house until it is rendered on its own."""
    assert {case.name for case in CASES} == COMPONENTS
