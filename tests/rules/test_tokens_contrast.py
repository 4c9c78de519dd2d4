"""The color table keeps the contrast that WCAG 2.2 asks for (1.4.3 text, 1.4.11 marks), in both themes."""

import json
import re
from pathlib import Path

import pytest

FRONTEND = Path(__file__).parents[2] / "frontend"
TABLE = json.loads((FRONTEND / "tokens.json").read_text(encoding="utf-8"))
COLORS = {row["name"]: (row["light"], row["dark"]) for row in TABLE["colors"]} | {
    row["name"]: (row["both"], row["both"]) for row in TABLE["markings"]
}
TEXT = {"ink", "ink-2", "ink-3", "link", "on-accent", "imminent", "overdue", "soon", "ok", "info", "against"}


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(front: str, back: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it, 1 to 21."""
    low, high = sorted((luminance(front), luminance(back)))
    return (high + 0.05) / (low + 0.05)


def test_formula_agrees_with_the_ends_of_the_scale() -> None:
    """Black on white is 21 to 1, a color on itself 1 to 1, and #767676 on white passes as text by a hair."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#8c471c", "#8c471c") == pytest.approx(1)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("pair", TABLE["pairs"], ids=lambda pair: f"{pair['front']}-on-{pair['back']}")
def test_pair_keeps_its_least_contrast(pair: dict[str, str | float], theme: int) -> None:
    """Each pair that the components use is told apart as well as its purpose needs."""
    front, back = COLORS[str(pair["front"])][theme], COLORS[str(pair["back"])][theme]
    assert contrast(front, back) >= float(pair["least"])


def test_every_color_of_text_is_tested_as_text() -> None:
    """No color of words escapes the table of pairs, and none of them is let off with the limit for marks."""
    tested = {pair["front"] for pair in TABLE["pairs"] if pair["least"] >= 4.5}
    assert tested >= TEXT


def test_style_sheets_hold_no_color_of_their_own() -> None:
    """Components use tokens only; a color written by hand would not follow the theme."""
    sheets = sorted((FRONTEND / "css").glob("*.css"))
    assert sheets
    found = [
        f"{sheet.name}: {match}"
        for sheet in sheets
        for match in re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", sheet.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_style_sheets_name_only_tokens_that_exist() -> None:
    """A custom property that nothing defines is silently empty in a browser, so it is refused here."""
    text = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sorted((FRONTEND / "css").glob("*.css")))
    used = set(re.findall(r"var\(--([\w-]+)", text))
    defined = set(COLORS) | set(re.findall(r"--([\w-]+)\s*:", text))
    assert used - defined == set()
