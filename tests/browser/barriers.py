"""What axe-core finds on a page, and whether it is wider than its window."""

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page

# only what is violated is told: naming each thing that passed took a third of the time
AXE = """(rules) => axe.run({
  resultTypes: ["violations"], ...(rules.length ? {runOnly: {type: "rule", values: rules}} : {}),
}).then((found) => found.violations)"""


def barriers(page: Page, axe: str, *, rules: Sequence[str] = ()) -> list[dict[str, Any]]:
    """What violates these rules, or any, as axe-core tells it; `axe` is its source, which a page is given once."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(axe)
    found: list[dict[str, Any]] = page.evaluate(AXE, list(rules))
    return found


def violations(page: Page, axe: str) -> list[str]:
    """What is of weight (serious, critical)."""
    found = [one for one in barriers(page, axe) if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found]


def sideways(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
