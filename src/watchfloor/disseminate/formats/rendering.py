"""What a group gets, as bytes. Preview and release go through this one place, so that they cannot differ."""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from watchfloor.analyze.rules.judgment import Scale
from watchfloor.disseminate.formats import html, pdf
from watchfloor.disseminate.rules.product import Product, SignOff
from watchfloor.disseminate.rules.tearing import printed, tear_line

PARTS = ("full", "tear")


@dataclass(frozen=True, slots=True)
class Given:
    """What only a release settles: its number, its time, and who signed which step."""

    number: str
    at: datetime
    sign_offs: tuple[SignOff, ...]


@dataclass(frozen=True, slots=True)
class Rendering:
    """One part of a product as it goes out under a number."""

    product: Product
    scale: Scale

    def fragment(self) -> html.Markup:
        """For our own page."""
        return html.fragment(self.product, scale=self.scale)

    def document(self) -> str:
        """An HTML document that stands alone."""
        return html.document(self.product, scale=self.scale)

    def pdf(self) -> bytes:
        """A tagged PDF."""
        return pdf.render(self.product, scale=self.scale)


def rendering(product: Product, part: str, *, given: Given, scale: Scale, zone: tzinfo) -> Rendering:
    """The full text, or the tear line with nothing of the text above it; times as they are read in `zone`.

    Raises ValueError for a part that is not there.
    """
    whole = replace(product, tear=None) if part == "full" else tear_line(product)
    if whole is None or part not in PARTS:
        raise ValueError(f"Part: '{part}' is not there to render. Write a tear line, or take the full text.")
    steps = tuple(replace(one, at=one.at.astimezone(zone)) for one in given.sign_offs)
    signed = replace(whole, number=given.number, at=given.at.astimezone(zone), sign_offs=steps)
    return Rendering(signed if part == "full" else printed(signed), scale)
