"""A walk through every page there is, as each of the cast: axe in both themes, 1440, 390 and 320 pixels, dead links.

320 pixels is also what a window of 1,280 shows at 400 % zoom (WCAG 1.4.10).
"""

from collections import Counter

import pytest
from barriers import barriers, sideways
from conftest import Visit
from playwright.sync_api import Error, Page
from wayfinding import links_of, made_up, route_of, routes

# Ana's pages are walked whole, then what others see beside them
PEOPLE = ("ana", "cy", "pia", "ike", "ben", "dee", "sol")
RECORD = "records/<uuid:record>/"
# behind no link of their own, or only after a deed
BESIDE = ("/redress/", "/redress/status/", "/people/login/", "/demo/cast/", "/sign-in/first/none/", "/people/logout/")
# what is pressed and is smaller than asked. A link in a line of text is as high as the line, a box in a table has 24
# pixels on a phone too; on the desk something smaller passes if no other target comes within 12 pixels (WCAG 2.5.8)
SMALL = """(least) => {
  const what = "a[href], button, input:not([type=hidden]), select, textarea, summary"
  const how = {opacityProperty: true, visibilityProperty: true}
  const seen = (one) => one.checkVisibility(how) && one.getBoundingClientRect().width > 1
  const all = [...document.querySelectorAll(what)].filter(seen)
  const apart = (one, box) => !all.some((other) => {
    const b = other.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2
    return other !== one && Math.hypot(Math.max(b.left - x, 0, x - b.right), Math.max(b.top - y, 0, y - b.bottom)) < 12
  })
  return all.filter((one) => !one.matches('a') || getComputedStyle(one).display !== 'inline').filter((one) => {
    const box = one.getBoundingClientRect()
    const named = one.matches('[type=checkbox], [type=radio]') && one.labels[0]
    const label = named ? named.getBoundingClientRect() : box
    const size = Math.min(Math.max(box.width, label.width), Math.max(box.height, label.height))
    const asked = one.matches('td > input') ? 24 : least
    return size < asked - .5 && !(asked === 24 && apart(one, box))
  }).map((one) => `${one.tagName.toLowerCase()}.${one.className} is smaller than ${least} px`)
}"""
# with the spacing of WCAG 1.4.12 nothing is cut but the lines of a list, which stand whole in the preview
CUT = """() => {
  const sheet = new CSSStyleSheet(), before = [...document.adoptedStyleSheets]
  const spaced = {"line-height": "1.5", "letter-spacing": ".12em", "word-spacing": ".16em"}
  sheet.replaceSync(`* {${Object.entries(spaced).map(([name, is]) => `${name}: ${is} !important`).join(";")}}`)
  document.adoptedStyleSheets = [...before, sheet]
  const hides = (way) => ['hidden', 'clip'].includes(way)
  const cut = [...document.querySelectorAll('body *:not(.row__title, .row__under)')].filter((one) => {
    const style = getComputedStyle(one), room = one.clientWidth > 1 && one.textContent.trim() && one.checkVisibility()
    return room && (hides(style.overflowX) && one.scrollWidth > one.clientWidth + 1
      || hides(style.overflowY) && one.scrollHeight > one.clientHeight + 1)
  }).map((one) => `${one.tagName.toLowerCase()}.${one.className} cuts its text when it is spaced`)
  document.adoptedStyleSheets = before
  return cut
}"""
COLOURS = ["color-contrast", "link-in-text-block"]
# pages that the exercise has no link to, each with the test that opens it
AFTER_A_DEED = {
    "break-glass/<uuid:glass>/": "tests/doors/test_protect_access.py: after somebody broke the glass",
    "people/factors/<uuid:factor>/": "tests/doors/test_signin.py: after somebody began to add an app",
    "people/login/factor/": "tests/doors/test_signin.py: after the passphrase of one who has an app",
    "exports/<uuid:export>/": "tests/doors/test_desk_workspace.py: after somebody asked for many records",
    "exports/ask/": "tests/doors/test_desk_workspace.py: in place of a file of many records",
    "report/field/shell/": "the empty form that a phone keeps (tests/browser/test_field_form.py)",
    "imminent/<uuid:which>/": "tests/doors: after an imminent notice left",
    "inbox/<uuid:record>/": "no page: the part of the inbox that a script fetches (tests/browser/test_inbox.py)",
    "privacy/inquiries/<uuid:flag>/": "tests/doors/test_protect_flagged.py: after a reading was flagged",
    "records/<uuid:record>/reporter/": "tests/browser/test_record.py: of a report that came by the public's door",
    "records/<uuid:record>/ise-sar/": "tests/doors/test_gather_tips.py: after a tip became a SAR",
    "records/<uuid:record>/sharing/": "tests/doors/test_gather_tips.py: after both parts were stated",
    "set-aside/<uuid:aside>/": "tests/doors/test_gather_report.py: after a row came without predicate",
    "privacy/redress/<uuid:case>/": "tests/browser/test_privacy.py: after somebody asked by the public form",
    "privacy/spills/<uuid:spill>/": "tests/browser/test_privacy.py: after something was closed away",
    "purges/<uuid:purge>/": "tests/doors: after two people purged",
    "purges/proposals/<uuid:proposal>/": "tests/doors: after one person asked",
    "workspace/product/": "tests/browser/test_workspace.py: after records were ticked",
    "withdrawals/<uuid:withdrawal>/": "tests/doors/test_protect_withdrawal.py: after a source withdrew something",
}
# files; where they do not exist the answer is the page that says so
FILES = (
    "products/<uuid:product>/as/<uuid:group>/bulletin.<str:form>", "purges/<uuid:purge>/certificate.json",
    "r/<uuid:release>/bulletin.<str:form>", "records/<uuid:record>/original", "workspace/export/",
    "records/<uuid:record>/sharing/<uuid:package>/<slug:form>/", "sharing/sent.csv", "sharing/ise-sar.xsd",
    "search/export/", "rfis/<uuid:asked>/file",
    "records/<uuid:record>/files/<uuid:file>/",
)  # fmt: skip


class Walk:
    """What the walk has seen and found."""

    def __init__(self, axe: str, walkers: int) -> None:
        self.axe = axe
        self.walkers = walkers
        self.walked: Counter[str] = Counter()
        self.record = "/"
        self.found: list[str] = []

    def person(self, login: str, page: Page, starts: list[str], *, whole: bool) -> None:
        """Follow every link from the starts, one address a pattern."""
        todo, mine = list(starts), set[str]()
        page.on("pageerror", lambda error: self.found.append(f"{login} {page.url}: {error}"))
        base = "/".join(page.url.split("/", 3)[:3])
        while todo:
            path = todo.pop(0)
            route = route_of(path)
            if route is None:
                self.found.append(f"{login}: a link leads nowhere: {path}")
            known = self.walked[route or ""] >= self.walkers
            # everybody's first page and his record are opened: what leads on from there is his own
            if route is None or route in mine or (known and path != "/" and route != RECORD):
                continue
            mine.add(route)
            self.record = path if route == RECORD else self.record
            if self._open(page, base + path):
                if not known:
                    self.walked[route] += 1
                    self._look(page, path, whole=whole and self.walked[route] == 1)
                todo += links_of(page)

    def _open(self, page: Page, address: str) -> bool:
        """False for what is no page (a file)."""
        page.set_viewport_size({"width": 1440, "height": 900})
        try:
            answer = page.goto(address)
        except Error as error:
            if "Download is starting" in str(error):
                return False
            raise
        return answer is not None and "html" in answer.headers.get("content-type", "")

    def _look(self, page: Page, path: str, *, whole: bool) -> None:
        """A page that another person has seen is looked at for its marking and its width alone, by night for all.

        Each theme is seen at one width and each width in one theme; by night the colours of the other two ways, too.
        """
        night, first = self.walkers > 2, self.walked[route_of(path) or ""] == 1
        if not page.locator("[aria-label^='Marking of this page']").count():
            self.found.append(f"{path}: no marking stands on it")
        self._in("light", 1440, page, path, [] if whole else None)
        self._in("dark", 390, page, path, [] if night or first else None)
        if whole and night:
            self._in("dark", 1440, page, path, COLOURS)
            self._in("light", 390, page, path, COLOURS)
        self._in("dark", 320, page, path, None)

    def _in(self, theme: str, width: int, page: Page, path: str, rules: list[str] | None) -> None:
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        page.set_viewport_size({"width": width, "height": 900})
        where = f"{path} {theme} {width}"
        if (wide := sideways(page)) > 0:
            self.found.append(f"{where}: {wide} px wider than the window")
        if rules is not None:
            found = barriers(page, self.axe, rules=rules)
            self.found += [f"{where}: {one['id']} {one['nodes'][0]['target']}" for one in found]
        if rules == []:
            # pages of the desk are pressed by mouse, on a small window and in public by finger
            least = 44 if width < 640 or page.locator("body.plain").count() else 24
            self.found += [f"{where}: {one}" for one in {*page.evaluate(SMALL, least), *page.evaluate(CUT)}]


@pytest.mark.parametrize("walkers", [2, pytest.param(3, marks=pytest.mark.long)])
def test_every_page_as_each_of_the_cast(visit: Visit, axe: str, walkers: int) -> None:
    """No barrier, no sideways scroll and no dead link on any page that any of the cast can reach.

    Each page is looked at as so many of them see it, Ana first.
    """
    walk = Walk(axe, walkers)
    for login in PEOPLE:
        page = visit(login)
        page.emulate_media(reduced_motion="reduce")  # colours stand at once, not after 120 ms
        walk.person(login, page, ["/", walk.record, *BESIDE], whole=login == "ana")
        page.context.close()
    assert walk.found == [], "\n".join(walk.found)
    assert len(walk.walked) > 30
    _none_is_missed(visit("sol"), walk)


def _none_is_missed(page: Page, walk: Walk) -> None:
    """Every pattern is walked, is no page, or is named above with the reason."""
    base = "/".join(page.url.split("/", 3)[:3])
    missed = []
    for route in sorted(set(routes()) - set(walk.walked) - {*AFTER_A_DEED, *FILES}):
        answer = page.context.request.head(base + made_up(route), max_redirects=0)
        if answer.status != 405 and "html" in answer.headers.get("content-type", ""):
            missed.append(route)
    assert missed == [], "\n".join(missed)
