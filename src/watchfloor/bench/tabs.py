"""An open tab: frame times of graph and map with made-up things, and what an hour of live updates leaves in memory."""

from collections.abc import Callable
from typing import Any

from rich.console import Console

from watchfloor.bench.figures import Figure

# the pictures draw themselves (frontend/js/workspace/frames.mjs): the function, how many things, what it is called
PICTURES = (("graphFrames", 10_000, "graph, {:,} things"), ("mapFrames", 100_000, "map, {:,} points"))
FRAMES = "([name, number]) => import('/static/built/workspace/frames.mjs').then((made) => made[name](number))"
RENEWALS = 720  # an hour of a board that renews itself every five seconds, which is the most that it does (live.mjs)
SETTLED = 20  # renewals before the first look: what is loaded once is no growth
PATIENCE_MS = 60_000
RENEW = """async ([times, patience]) => {
  for (let n = 0; n < times; n++) await new Promise((done, lost) => {
    const late = setTimeout(() => lost(new Error("the board was not renewed")), patience);
    document.addEventListener("desk:renewed", () => { clearTimeout(late); done(); }, { once: true });
    document.querySelector("[data-fresh]").click();
  });
}"""


def frames(page: Any, address: str, say: Console) -> list[Figure]:
    """Milliseconds between frames while the view moves for two seconds, drawn by what graphics there are."""
    page.goto(f"{address}/threats/")
    page.locator("main table a, main .rows a").first.click()
    page.wait_for_url("**/threats/*/")
    page.goto(address + page.locator("a[href^='/workspace/?']").first.get_attribute("href"))
    page.wait_for_selector("[data-workspace][data-ready]")
    return [figure for one in PICTURES for figure in _picture(page, *one, say)]


def _picture(page: Any, function: str, number: int, name: str, say: Console) -> list[Figure]:
    told, name = page.evaluate(FRAMES, [function, number]), name.format(number)
    say.print(f"  {name}: {told['median_ms']} ms a frame, slowest twentieth {told['p95_ms']} ms", highlight=False)
    return [
        Figure(f"{name}, median frame", told["median_ms"], "ms", None, None, told["frames"]),
        Figure(f"{name}, slowest twentieth of its frames", told["p95_ms"], "ms", None, None, told["frames"]),
    ]


def memory(page: Any, address: str, say: Console, *, renewals: int = RENEWALS, settled: int = SETTLED) -> list[Figure]:
    """Heap and nodes of the board's tab after an hour's renewals, done one after the other as fast as they come."""
    page.goto(f"{address}/watch/")
    look = _looking(page)
    page.evaluate(RENEW, [settled, PATIENCE_MS])
    heap, nodes = look()
    page.evaluate(RENEW, [renewals, PATIENCE_MS])
    then, left = look()
    hour = f"board's tab after {renewals} live updates (an hour at one each {3600 // renewals} s, run faster)"
    say.print(f"  {hour}: {then:.1f} MB of heap, {then - heap:+.1f}; {left} nodes, {left - nodes:+}", highlight=False)
    return [
        Figure(f"{hour}, heap", round(then, 2), "MB"),
        Figure(f"{hour}, heap it grew by", round(then - heap, 2), "MB"),
        Figure(f"{hour}, nodes it grew by", left - nodes, "nodes"),
    ]


def _looking(page: Any) -> Callable[[], tuple[float, int]]:
    session = page.context.new_cdp_session(page)

    def look() -> tuple[float, int]:
        """(MB of heap in use, nodes of the document and of what still hangs on it) after what is free was collected."""
        session.send("HeapProfiler.collectGarbage")
        heap, counted = session.send("Runtime.getHeapUsage"), session.send("Memory.getDOMCounters")
        return heap["usedSize"] / 1e6, int(counted["nodes"])

    return look
