"""`make screenshots`: every page in both themes, wide and on a phone, into build/screens; two go into the README."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import ROOT, Visit
from playwright.sync_api import Page

SCREENS = ROOT / "build" / "screens"
README = {"watch": "board.png", "inbox": "inbox.png"}
SIZES = {"1440x900": (1440, 900), "390x844": (390, 844)}
PHONE = {"has_touch": True, "is_mobile": True}  # else its buttons would show keys that a phone has not
# who sees most of which page, and where on it the way to a single thing starts
SINGLE = {
    "record": ("ana", "/", "a[href^='/records/']"),
    "tip": ("ana", "/", "a[href^='/tips/'], [data-open^='/tips/']"),
    "threat": ("ana", "/threats/", "main td a[href^='/threats/']"),
    "product": ("ana", "/products/", "main td a[href^='/products/']"),
}
OF_OTHERS = ("pia", "dee", "ike", "sol", "kim", "ben")
CASE = "purpose=threat-assessment&case=EX-26-0141+NFC"
NEEDLE = "Contact with two people on the line"


@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_the_navigation_is_pictured(visit: Visit, theme: str, size: str) -> None:
    """Each way of the navigation opens, and its picture is kept."""
    seen: set[str] = set()
    for login in ("ana", *OF_OTHERS):
        for path in _ways(visit(login)):
            if path not in seen:
                seen.add(path)
                _keep(_at(visit, login, path, theme, size), _name(path), theme, size)
    assert len(seen) >= 6


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SINGLE)
def test_single_things_are_pictured(visit: Visit, theme: str, size: str, name: str) -> None:
    """A record, a report, a threat and a product, each opened from its list."""
    login, start, where = SINGLE[name]
    found = visit(login, start).locator(where).first
    path = found.get_attribute("href") or found.get_attribute("data-open")
    assert path, f"no {name} on {start}"
    _keep(_at(visit, login, path, theme, size), name, theme, size)


@pytest.mark.parametrize("size", SIZES)
def test_what_needs_a_question_first_is_pictured(visit: Visit, theme: str, size: str) -> None:
    """Hits of a search, the record that ties the needle together, its workspace, and a draft in the editor."""
    hits = _at(visit, "ana", f"/search/?q=van+plate&{CASE}", theme, size)
    _keep(hits, "search-hits", theme, size)
    found = visit("ana", f"/search/?q={NEEDLE.replace(' ', '+')}&{CASE}").locator("main").inner_html()
    record = re.search(rf'id="head-([0-9a-f-]{{36}})"[^>]*>{NEEDLE}', found)
    assert record, "no needle among the hits"
    _keep(_at(visit, "ana", f"/records/{record[1]}/", theme, size), "record-linked", theme, size)
    workspace = _at(visit, "ana", f"/workspace/?of={record[1]}", theme, size)
    workspace.wait_for_selector("[data-workspace][data-ready]", state="attached")
    workspace.wait_for_timeout(1500)  # the map fetches its land
    _keep(workspace, "workspace-open", theme, size)
    threat = _at(visit, "ana", "/threats/", theme, size)
    threat.get_by_role("link", name="Drone surveys of electric substations").first.click()
    threat.get_by_role("button", name="Draft a bulletin").click()
    threat.wait_for_url("**/products/**")
    _keep(threat, "editor", theme, size)


def _at(visit: Visit, login: str, path: str, theme: str, size: str) -> Page:
    """The page as wide as its picture, on a phone by touch."""
    return visit(login, path, theme=theme, width=SIZES[size][0], **(PHONE if size == "390x844" else {}))


def _ways(page: Page) -> list[str]:
    """The addresses of the navigation, each once."""
    found = page.locator("nav.nav a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return list(dict.fromkeys(urlsplit(str(one)).path for one in found))


def _name(path: str) -> str:
    return re.sub(r"[^a-z]+", "-", path).strip("-") or "inbox"


def _keep(page: Page, name: str, theme: str, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_load_state("load")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == theme
    page.screenshot(path=_folder(SCREENS) / f"{name}-{theme}-{size}.png")
    if name in README and theme == "light" and size == "1440x900":
        page.screenshot(path=_folder(ROOT / "docs" / "images") / README[name])


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path
