"""The templates keep what a strict content policy, the marking and the shared components need."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Engine

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "src/watchfloor/templates"
FILES = sorted(TEMPLATES.rglob("*.html"))
NAMES = [str(file.relative_to(TEMPLATES)) for file in FILES]
SPRITE = (ROOT / "frontend/glyphs.svg").read_text(encoding="utf-8")
GLYPHS = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))
U_PAGE = {"level": "U", "text": "U//LES", "tlp": "TLP:GREEN", "exercise": True}
LIBRARIES = {"static": "django.templatetags.static", "i18n": "django.templatetags.i18n"}
CLOSED = "MARKING UNKNOWN, CLOSED"

every_template = pytest.mark.parametrize("file", FILES, ids=NAMES)


def source(file: Path) -> str:
    """The template without its comments."""
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", file.read_text(encoding="utf-8"), flags=re.S)
    return re.sub(r"{#.*?#}", "", text)


@pytest.fixture(scope="module")
def engine() -> Engine:
    """Templates alone: no settings, no database, no request."""
    if not settings.configured:
        settings.configure()
    return Engine(dirs=[str(TEMPLATES)], libraries=LIBRARIES, string_if_invalid="")


def page(engine: Engine, **context: object) -> str:
    """A page of the desk with one secret word as its content."""
    text = '{% extends "base.html" %}{% block title %}secret{% endblock %}{% block content %}secret{% endblock %}'
    return engine.from_string(text).render(Context(context))


@every_template
def test_no_template_carries_script_or_style_of_its_own(file: Path) -> None:
    """The content policy is default-src 'self': inline script, style and handlers would be dead."""
    text = source(file)
    assert not re.search(r"<style\b|\bstyle\s*=|\son\w+\s*=|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", text))


@every_template
def test_no_template_fetches_from_another_host(file: Path) -> None:
    """Fonts, scripts and pictures come from our own origin, so that the desk works on a closed network."""
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", source(file))


@every_template
def test_every_template_compiles_and_includes_only_what_exists(file: Path, engine: Engine) -> None:
    """A missing component would show as nothing, which on this desk could be a missing marking."""
    engine.get_template(str(file.relative_to(TEMPLATES)))
    for name in re.findall(r'{% (?:include|extends) "([^"]+)"', source(file)):
        assert (TEMPLATES / name).is_file(), name


@every_template
def test_every_template_says_what_it_is_handed(file: Path) -> None:
    """The comment at the top is the contract between a view and its page."""
    assert "{% comment %}" in "\n".join(file.read_text(encoding="utf-8").splitlines()[:3])


@every_template
def test_every_glyph_named_is_drawn(file: Path) -> None:
    """A status whose shape is missing would be told by color alone, or not at all."""
    named = set(re.findall(r'components/glyph\.html" with name="([\w-]+)"', source(file)))
    assert named <= GLYPHS


@every_template
def test_every_form_that_changes_something_carries_its_token(file: Path) -> None:
    """A POST without the token would be refused; a form of the public's door carries its signed state in its place."""
    token = '<input type="hidden" name="state"' if file.parent.name == "public" else "{% csrf_token %}"
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", source(file), flags=re.S):
        assert token in form


@every_template
def test_nothing_is_marked_safe_by_hand(file: Path) -> None:
    """Words from outside stay words: no template switches escaping off."""
    assert not re.search(r"\|\s*safe\b|autoescape off", source(file))


@every_template
def test_what_scrolls_can_be_scrolled_by_key(file: Path) -> None:
    """A wide table scrolls inside its own named region, which takes the focus (WCAG 2.1.1)."""
    for tag in re.findall(r'<\w+ class="scroll"[^>]*>', source(file)):
        assert 'tabindex="0"' in tag and "role=" in tag and "aria-label" in tag, tag


@pytest.mark.parametrize(
    "marking",
    [
        None,
        {},
        {"level": "U"},
        {"level": "S", "text": "SECRET"},
        {"level": "", "text": "U"},
        U_PAGE | {"unknown": True},
    ],
    ids=["missing", "empty", "no text", "secret", "no level", "unknown"],
)
def test_a_page_without_its_marking_shows_nothing(engine: Engine, marking: dict[str, object] | None) -> None:
    """Both banners turn black, and neither content nor title of the page leaves the server."""
    html = page(engine, page_marking=marking) if marking is not None else page(engine)
    assert html.count(CLOSED) == 2
    assert "secret" not in html
    assert "SECRET" not in html
    assert "banner--u" not in html


def test_a_marked_page_shows_its_marking_at_both_ends(engine: Engine) -> None:
    """Level, words, TLP and EXERCISE stand at the top and at the bottom, with the content between."""
    html = page(engine, page_marking=U_PAGE)
    for part in ("banner--u", "U//LES</span>", "TLP:GREEN", 'class="banner__exercise"'):
        assert html.count(part) == 2, part
    assert html.count("secret") == 2
    assert CLOSED not in html


@pytest.mark.parametrize("name", ["403.html", "404.html", "500.html", "503.html"])
def test_error_pages_need_no_context(engine: Engine, name: str) -> None:
    """They are shown when all else failed, marked U because they hold nothing."""
    html = engine.get_template(name).render(Context({}))
    assert html.count("banner--u") == 2
    assert CLOSED not in html


def test_not_found_tells_nothing(engine: Engine) -> None:
    """One text for what is not and what is not yours, without the address that was asked for."""
    html = engine.get_template("404.html").render(Context({"request_path": "/record/abc/", "exception": "abc"}))
    assert "Nothing here that you may read, or it does not exist. Rule 2." in html
    assert "abc" not in html


def test_portion_without_marking_is_told(engine: Engine) -> None:
    """An empty portion mark is never an empty place."""
    template = engine.get_template("components/portion_mark.html")
    assert "unmarked" in template.render(Context({"text": ""}))
    assert "portion--cui" in template.render(Context({"text": "CUI//LEI"}))
    assert "portion--cui" not in template.render(Context({"text": "U//LES"}))


class Controls(HTMLParser):
    """Collects what describes what."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.tied: list[str] = []
        self.labels: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.tied += (given.get("aria-describedby") or "").split()
        self.labels += [given["for"] or ""] if tag == "label" and "for" in given else []


@pytest.mark.parametrize("kind", ["text", "password", "area", "select", "radios", "checks"])
def test_field_ties_label_hint_and_error(engine: Engine, kind: str) -> None:
    """A screen reader hears label, hint and error at the control; a password is never sent back."""
    field = {
        "name": "what",
        "label": "What",
        "hint": "Say it.",
        "error": "Row 1: empty.",
        "kind": kind,
        "value": "kept?",
    }
    html = engine.get_template("components/field.html").render(
        Context({"field": field | {"options": [{"value": "1", "text": "One"}]}})
    )
    controls = Controls(html)
    assert "f-what" in controls.ids
    assert "e-what" in controls.tied
    assert set(controls.tied) | set(controls.labels) <= set(controls.ids)
    assert ("kept?" in html) == (kind in {"text", "area"})


def test_refused_act_stays_and_points_to_its_line(engine: Engine) -> None:
    """A refused action is a dashed button that can take focus, tied to the line that says why."""
    refusal = {
        "what": "release it",
        "because": "you wrote it.",
        "rule": "Release rule 2",
        "who": "Dee",
        "next_text": "Ask.",
    }
    act = {"id": "release", "text": "Release", "method": "post", "url": "/x/", "refusal": refusal}
    button = engine.get_template("components/act.html").render(Context({"act": act}))
    lines = engine.get_template("components/refused_acts.html").render(Context({"acts": [act]}))
    assert 'aria-disabled="true"' in button
    assert "<form" not in button
    assert Controls(button).tied == ["no-release"]
    assert "no-release" in Controls(lines).ids
    assert all(word in lines for word in ("release it", "you wrote it", "Release rule 2", "Dee", "Ask."))


def test_words_from_outside_stay_words(engine: Engine) -> None:
    """A title that is markup is shown, not run."""
    row = {"id": "1", "title": "<script>x</script>", "portion": "U", "select_url": "?item=1", "open_url": "/"}
    html = engine.get_template("components/list_row.html").render(Context({"row": row}))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_lock_file_names_no_download_address() -> None:
    """The lock file holds names and hashes; where they were fetched from is nobody's business."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())
