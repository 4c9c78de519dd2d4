"""The pure step from one row of a file to an area of responsibility or a line of declared software."""

from collections.abc import Mapping
from datetime import date

from watchfloor.plan.rules.making import Cells, Making, Unreadable, key_of, made, text
from watchfloor.plan.rules.reference import AreaRow, Row, SoftwareRow

SHAPE = "@geometry"
NO = {"no", "false", "0", "n"}


def made_row(making: Making, cells: Cells, states: Mapping[str, str]) -> Row:
    """The typed row, of whatever kind. Raises Unreadable."""
    if making.row == "area":
        return _area(making, cells)
    if making.row == "software":
        return _software(making, cells)
    return made(making, cells, states)


def _area(making: Making, cells: Cells) -> AreaRow:
    from watchfloor.plan.rules.outlines import box_of, outlines_of  # in a child it is there already: ground_drafts

    name = text(cells, making.name)
    if not name:
        raise Unreadable(f"column {making.name} is empty. Each area needs a name.")
    outlines, findings = outlines_of(cells.get(SHAPE) or ())
    codes = tuple(code.strip() for code in text(cells, making.agency).split(";") if code.strip())
    return AreaRow(
        key=key_of(making, cells) or name, name=name, kind=making.kind or text(cells, making.kind_from) or "area",
        outlines=outlines, box=box_of(outlines), ours=text(cells, "ours").casefold() not in NO, agencies=codes,
        findings=findings,
    )  # fmt: skip


def _software(making: Making, cells: Cells) -> SoftwareRow:
    said = {part: text(cells, getattr(making, part)) for part in ("agency", "vendor", "product")}
    for part, value in said.items():
        if not value:
            raise Unreadable(f"column {getattr(making, part)} is empty. Say whose it is, the vendor and the product.")
    asset, versions = text(cells, making.asset), text(cells, making.versions)
    declared = _day(cells, making.declared_on)
    if declared is None:
        raise Unreadable(f"column {making.declared_on} is empty. Write the day of the declaration as 2026-11-30.")
    return SoftwareRow(
        key=" | ".join((said["agency"], asset, said["vendor"], said["product"], versions)), **said,
        declared_on=declared, versions=versions, supplier=text(cells, making.supplier), asset=asset,
        declared_by=text(cells, making.declared_by), reviewed_on=_day(cells, making.reviewed_on),
    )  # fmt: skip


def _day(cells: Cells, column: str) -> str | None:
    said = text(cells, column)
    if not said:
        return None
    try:
        return date.fromisoformat(said[:10]).isoformat()
    except ValueError as error:
        raise Unreadable(f"column {column}: '{said[:40]}' is no date. Write it as 2026-11-30.") from error
