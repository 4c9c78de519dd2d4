"""Pictures as SVG: inside a page with classes, as a file with its own colors, glyphs and marking.

A file has no style sheet and no script: its looks are attributes, so that any program shows it and no policy blocks it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources

import msgspec

from watchfloor.desk.rules.picture import Picture, Shape

BUILT = "static/built"
FONT = "'Public Sans', 'Helvetica Neue', Arial, sans-serif"
SYMBOL = re.compile(r'<symbol id="([\w-]+)".*?</symbol>', re.DOTALL)
BAR = 30
DASHES = {"weak": "6 4", "proposed": "1.5 4", "different": "1 8"}
WIDTHS = {"exact": 3.0, "judged": 3.0, "fair": 1.4, "weak": 1.6, "proposed": 1.8}


class Inline(str):
    """An <svg> that this module wrote: every word in it is escaped."""

    __slots__ = ()

    def __html__(self) -> str:
        """What template engines ask for before they would escape it once more."""
        return str(self)


@dataclass(frozen=True, slots=True)
class Banner:
    """What stands over and under a picture that leaves the desk; `level` is U or CUI."""

    level: str
    text: str
    tlp: str
    exercise: bool
    note: str


@cache
def colors() -> Mapping[str, str]:
    """The light theme by token name, as the front end's build wrote it; {} before the first build."""
    file = resources.files("watchfloor") / BUILT / "colors.json"
    return msgspec.json.decode(file.read_bytes(), type=dict[str, str]) if file.is_file() else {}


@cache
def symbols() -> Mapping[str, str]:
    """The glyphs by name, each a whole <symbol>."""
    file = resources.files("watchfloor") / BUILT / "glyphs.svg"
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    return {found[1]: found[0] for found in SYMBOL.finditer(text)}


def inline(picture: Picture, *, glyphs: str, twin: str) -> Inline:
    """For a page: classes carry the looks. `glyphs` is the address of the sprite, `twin` names the table beside it."""
    inside = "".join(_element(shape, {"class": f"pic__{shape.role}"}, glyphs) for shape in picture.shapes)
    label = escape(f"{picture.title}. {twin}", quote=True)
    return Inline(
        f'<svg class="pic" viewBox="0 0 {picture.width:g} {picture.height:g}" role="img" aria-label="{label}">'
        f"{inside}</svg>"
    )


def file_of(pictures: Iterable[Picture], banner: Banner) -> bytes:
    """One picture or several, one under the other, each with its title, between two banners."""
    shown = list(pictures)
    width = max(480.0, *(one.width + 32 for one in shown))
    y, parts = BAR + 12.0, list[str]()
    for one in shown:
        parts.append(_placed(one, y))
        y += 28 + one.height + 20
    parts.append(f'<text x="16" y="{y + 6:g}" font-size="11">{escape(banner.note)}</text>')
    height = y + 18 + BAR
    used = sorted({shape.text for one in shown for shape in one.shapes if shape.name == "use"})
    defs = "".join(symbols().get(name, "") for name in used)
    label = escape(said(banner), quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}"'
        f' viewBox="0 0 {width:g} {height:g}" font-family="{FONT}" fill="{_color("ink")}" role="img"'
        f' aria-label="{label}"><title>{label}</title><defs>{defs}</defs>'
        f'<rect width="{width:g}" height="{height:g}" fill="{_color("surface")}"/>'
        f"{_bar(banner, 0, width)}{''.join(parts)}{_bar(banner, height - BAR, width)}</svg>"
    ).encode()


def _placed(one: Picture, y: float) -> str:
    inside = "".join(_element(shape, _looks(shape), "") for shape in one.shapes)
    return (
        f'<text x="16" y="{y + 16:g}" font-size="15" font-weight="700">{escape(one.title)}</text>'
        f'<svg x="16" y="{y + 28:g}" width="{one.width:g}" height="{one.height:g}"'
        f' viewBox="0 0 {one.width:g} {one.height:g}">{inside}</svg>'
    )


def said(banner: Banner) -> str:
    """The whole marking in one line, EXERCISE first."""
    return " ".join(filter(None, ("EXERCISE" if banner.exercise else "", banner.text, banner.tlp)))


def _bar(banner: Banner, y: float, width: float) -> str:
    ground = _color("mk-cui" if banner.level == "CUI" else "mk-u")
    whole = _plate(0, width, y, ground, banner.text, _color("mk-ink"))
    left = _plate(0, 104, y, _color("ex-paper"), "EXERCISE", _color("ex-ink")) if banner.exercise else ""
    tlp = _plate(width - 160, 160, y, _color("tlp-ground"), banner.tlp, _color(_tlp(banner.tlp))) if banner.tlp else ""
    return f"{whole}{left}{tlp}"


def _plate(x: float, wide: float, y: float, fill: str, text: str, ink: str) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{BAR}" fill="{fill}"/>'
        f'<text x="{x + wide / 2:g}" y="{y + 20:g}" text-anchor="middle" font-size="15" font-weight="700"'
        f' fill="{ink}">{escape(text)}</text>'
    )


def _tlp(label: str) -> str:
    return f"tlp-{label.removeprefix('TLP:').removesuffix('+STRICT').lower()}"


def _color(name: str) -> str:
    return colors().get(name, "#000000" if name not in ("surface", "mk-ink", "ex-paper", "map-land") else "#ffffff")


def _element(shape: Shape, looks: Mapping[str, str], glyphs: str) -> str:
    given = {**{key: f"{value:g}" if isinstance(value, float) else str(value) for key, value in shape.at.items()}}
    if shape.name == "use":
        given["href"] = f"{glyphs}#{shape.text}"
    if shape.token:
        given["data-token"] = shape.token
    attributes = "".join(f' {key}="{escape(value, quote=True)}"' for key, value in {**given, **looks}.items())
    inside = f"<title>{escape(shape.says)}</title>" if shape.says else ""
    inside += escape(shape.text) if shape.name == "text" else ""
    return f"<{shape.name}{attributes}>{inside}</{shape.name}>"


def _looks(shape: Shape) -> dict[str, str]:
    role, _, of = shape.role.partition("-")
    if role == "line":
        dash = {"stroke-dasharray": DASHES[of]} if of in DASHES else {}
        cap = {"stroke-linecap": "round"} if of == "proposed" else {}
        return {"stroke": _color("ink-3"), "stroke-width": f"{WIDTHS.get(of, 1):g}", **dash, **cap}
    if role == "mark":
        return {"color": _kind(of)}
    if role in ("unsure", "hollow"):
        dash = {"stroke-dasharray": "2 3"} if role == "unsure" else {}
        return {"fill": "none", "stroke": _kind(of), "stroke-width": "1.6", **dash}
    if role in ("bar", "fade"):
        return {"fill": _kind(of), **({"opacity": "0.35"} if role == "fade" else {})}
    return _PLAIN[shape.role]() if shape.role in _PLAIN else {}


def _kind(kind: str) -> str:
    return _color(f"k-{kind}" if f"k-{kind}" in colors() else "ink-2")


_PLAIN = {
    "ground": lambda: {"fill": _color("surface")},
    "label": lambda: {"text-anchor": "middle", "font-size": "12", "fill": _color("ink-2"),
                      "paint-order": "stroke", "stroke": _color("surface"), "stroke-width": "3"},
    "label-start": lambda: {"font-size": "12", "fill": _color("ink-2")},
    "tick": lambda: {"text-anchor": "middle", "font-size": "11", "fill": _color("ink-3")},
    "county": lambda: {"text-anchor": "middle", "font-size": "11", "fill": _color("ink-3")},
    "axis": lambda: {"stroke": _color("line"), "stroke-width": "1"},
    "lane": lambda: {"stroke": _color("line"), "stroke-width": "1"},
    "land": lambda: {"fill": _color("map-land"), "stroke": _color("map-line"), "fill-rule": "evenodd"},
    "land-own": lambda: {"fill": _color("map-own"), "stroke": _color("map-line"), "fill-rule": "evenodd"},
}  # fmt: skip
