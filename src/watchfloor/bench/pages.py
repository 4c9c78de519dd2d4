"""Pages in a real browser: what they weigh, how soon rows are painted on a slow machine, what an open tab keeps."""

import os
import shutil
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from statistics import median
from typing import Any

from rich.console import Console

from watchfloor.bench import tabs, whole
from watchfloor.bench.figures import Figure
from watchfloor.bench.words import STATED

SLOWER = 4  # times; the CPU of an old desk
# without a graphics card WebGL is drawn by the processor: frame times are then those of the weakest desk
QUIET = ["--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader"]
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
ROWS = "main li, main tbody tr, main article"
PAGES = {"watch board": "/watch/", "inbox": "/", "search": f"/search/?q=vehicle&{STATED}", "products": "/products/"}
PAINTED = """() => { const seen = performance.getEntriesByName('first-contentful-paint')[0];
  return seen ? seen.startTime : null; }"""


def measure(runs: int, say: Console) -> list[Figure]:
    """Bytes of a first visit, first contentful paint, frames and memory; not known without a browser to look with."""
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), "")
    if find_spec("playwright") is None or not chromium:
        say.print("  no browser to look with: run `scripts/setup --browser`")
        return [Figure(f"{name}, weight", None, "kB") for name in PAGES]
    playwright: Any = import_module("playwright.sync_api")
    with whole.served(), playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=QUIET)
        try:
            weighed = [figure for name, path in PAGES.items() for figure in _page(browser, name, path, runs, say)]
            return [*weighed, *_open(browser, say)]
        finally:
            browser.close()


def _page(browser: Any, name: str, path: str, runs: int, say: Console) -> list[Figure]:
    looked = [_look(browser, path) for _ in range(max(runs, 3))]
    weight, paint = (round(median(values), 1) for values in zip(*looked, strict=True))
    say.print(f"  {name}: {weight} kB, first paint {paint} ms on a CPU {SLOWER} times slower", highlight=False)
    return [
        Figure(f"{name}, weight of a first visit", weight, "kB", None, None, len(looked)),
        Figure(f"{name}, first paint, CPU {SLOWER} times slower", paint, "ms", None, None, len(looked)),
    ]


def _open(browser: Any, say: Console) -> list[Figure]:
    """What an open tab does and keeps, once."""
    context, page = _signed_in(browser)
    try:
        return [*tabs.frames(page, whole.ADDRESS, say), *tabs.memory(page, whole.ADDRESS, say)]
    finally:
        context.close()


def _signed_in(browser: Any) -> tuple[Any, Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{whole.ADDRESS}/demo/cast/")
    page.locator("form:has(input[value='ana']) button").first.click()
    page.wait_for_load_state("load")
    return context, page


def _look(browser: Any, path: str) -> tuple[float, float]:
    """(kB over the wire, ms to the first paint) of a first visit, nothing in the cache."""
    context, page = _signed_in(browser)
    try:
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        weighed = list[float]()
        session.on("Network.loadingFinished", _adding(weighed))
        page.goto(f"{whole.ADDRESS}{path}")
        page.locator(ROWS).locator("visible=true").first.wait_for()
        page.wait_for_timeout(300)
        return sum(weighed) / 1000, float(page.evaluate(PAINTED) or 0.0)
    finally:
        context.close()


def _adding(weighed: list[float]) -> Callable[[dict[str, Any]], None]:
    return lambda event: weighed.append(float(event["encodedDataLength"]))
