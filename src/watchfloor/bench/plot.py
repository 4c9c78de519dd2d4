"""Figures beside a peer's as a picture: an SVG of bars, without a library."""

from collections.abc import Sequence
from html import escape

from watchfloor.bench.figures import Figure

LEFT, WIDE, LINE, RIGHT = 330, 420, 46, 150
OURS, PEER, INK = "#1f5fa8", "#9aa5b1", "#1b1f24"


def bars(title: str, figures: Sequence[Figure], peer: str) -> str:
    """Two bars a figure that has a peer's, ours above, each pair to a scale of its own; "" if no figure has one."""
    beside = [(f, float(f.value), float(f.peer)) for f in figures if f.value is not None and f.peer is not None]
    if not beside:
        return ""
    height = 60 + LINE * len(beside)
    size = f'viewBox="0 0 {LEFT + WIDE + RIGHT} {height}" font-family="sans-serif" font-size="13" fill="{INK}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"><title>{escape(title)}</title>',
        f'<text x="10" y="24" font-size="16">{escape(title)}</text>',
        f'<text x="{LEFT}" y="44" fill="{OURS}">Watchfloor</text><text x="{LEFT + 100}" y="44">{escape(peer)}</text>',
    ]
    for row, (figure, value, other) in enumerate(beside):
        parts += _pair(54 + LINE * row, figure, value, other)
    return "\n".join([*parts, "</svg>\n"])


def _pair(top: int, figure: Figure, value: float, other: float) -> list[str]:
    most = max(value, other) or 1.0
    said = f"{figure.name}, {figure.unit}" if figure.unit else figure.name
    made = [f'<text x="10" y="{top + 22}">{escape(said)}</text>']
    for place, (length, colour) in enumerate(((value, OURS), (other, PEER))):
        y, wide = top + 18 * place, WIDE * length / most
        made.append(f'<rect x="{LEFT}" y="{y}" width="{wide:.1f}" height="15" fill="{colour}"/>')
        made.append(f'<text x="{LEFT + wide + 8:.1f}" y="{y + 12}">{length:,.4g}</text>')
    return made
