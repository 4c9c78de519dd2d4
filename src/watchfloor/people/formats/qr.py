"""A QR code as one path, drawn here: a secret is sent to nobody who draws pictures."""

from dataclasses import dataclass

import segno

QUIET = 4  # modules around it (ISO/IEC 18004)


@dataclass(frozen=True, slots=True)
class Drawn:
    """`size`: modules a side with the quiet zone; `path`: dark runs as SVG path data."""

    size: int
    path: str


def drawn(said: str) -> Drawn:
    """Error correction M, as screens are read well."""
    rows = list(segno.make(said, error="m", micro=False).matrix_iter(border=QUIET))
    runs = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark]
    return Drawn(len(rows), "".join(runs))
