"""A product as tagged PDF (PDF/UA-1), by typst. Every text goes in as data, never into the source."""

import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from watchfloor.analyze.rules.judgment import Scale
from watchfloor.disseminate.rules.product import Product
from watchfloor.disseminate.rules.sheet import Sheet, lay_out

# What the fonts inside typst can show (tested one by one), as ranges; PDF/UA refuses text that no font shows.
_RANGES = (
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x36F), (0x386, 0x386), (0x388, 0x38A), (0x38E, 0x3A1), (0x3A3, 0x4FF),
    (0x5D0, 0x5EA), (0x60C, 0x60C), (0x61B, 0x61B), (0x61F, 0x61F), (0x621, 0x63A), (0x640, 0x652), (0x660, 0x669),
    (0x67E, 0x67E), (0x686, 0x686), (0x6A9, 0x6A9), (0x6AF, 0x6AF), (0x6CC, 0x6CC), (0x6F0, 0x6F9), (0x1E00, 0x1EFF),
    (0x2010, 0x2027), (0x2030, 0x203A), (0x20A0, 0x20BF), (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x22FF),
)  # fmt: skip
_SHOWN = frozenset(chr(code) for first, last in _RANGES for code in range(first, last + 1))


def render(product: Product, *, scale: Scale) -> bytes:
    """The same product gives the same bytes. A character that no font shows is written as its code point."""
    return render_sheet(lay_out(product, scale=scale), stamp=int(product.at.timestamp()))


def render_sheet(sheet: Sheet, *, stamp: int) -> bytes:
    """`stamp` is the creation time in Unix seconds. Raises typst.TypstError only for a broken template."""
    pdf = typst.compile(
        (files("watchfloor.disseminate") / "data" / "bulletin.typ").read_bytes(),
        format="pdf",
        font_paths=_fonts(),
        pdf_standards="ua-1",
        sys_inputs={"sheet": json.dumps(_shown(asdict(sheet)))},
        timestamp=stamp,
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no PDF: is the wheel of the version in uv.lock?")
    return pdf


@cache
def _fonts() -> Any:
    # only the fonts that the wheel carries: the same paper on every machine
    return typst.Fonts(include_system_fonts=False)


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(char if char in _SHOWN else f"[U+{ord(char):04X}]" for char in value)
    if isinstance(value, dict):
        return {key: _shown(part) for key, part in value.items()}
    return [_shown(part) for part in value] if isinstance(value, (list, tuple)) else value
