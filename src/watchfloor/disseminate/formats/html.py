"""A product as accessible HTML: a fragment for the page, and a document of its own for download.

The fragment has no inline style and no script (strict CSP); its classes are those of `data/product.css`, which the
document embeds, since a download is not served under our CSP.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from importlib.resources import files

from watchfloor.analyze.rules.judgment import Scale
from watchfloor.disseminate.rules.product import Product
from watchfloor.disseminate.rules.sheet import Block, Line, Note, Sheet, lay_out


class Markup(str):
    """Text that is already HTML. Only `tag` and `joined` make it; everything else is escaped on its way in."""

    __slots__ = ()

    def __html__(self) -> str:
        """What template engines ask for before they would escape it once more."""
        return str(self)


def tag(name: str, *inside: str, attributes: Mapping[str, str] | None = None) -> Markup:
    """An element; `inside` is escaped unless it is Markup, attributes always are."""
    named = "".join(f' {key}="{escape(value, quote=True)}"' for key, value in (attributes or {}).items())
    return Markup(f"<{name}{named}>{joined(inside)}</{name}>")


def joined(parts: Iterable[str]) -> Markup:
    """Parts one after the other, each escaped unless it is Markup."""
    return Markup("".join(part if isinstance(part, Markup) else escape(part) for part in parts))


def kept(rendered: str) -> Markup:
    """A fragment that this very module rendered at release and a table kept; MUST NOT be given anything else."""
    return Markup(rendered)


def fragment(product: Product, *, scale: Scale) -> Markup:
    """An <article> with headings from h1, banner top and bottom, portions, endnotes linked both ways."""
    return _article(lay_out(product, scale=scale))


def document(product: Product, *, scale: Scale) -> str:
    """A whole HTML document that stands alone: no script, no link to anything outside."""
    sheet = lay_out(product, scale=scale)
    title = " - ".join(filter(None, (sheet.exercise, sheet.number, sheet.title, sheet.banner)))
    head = tag(
        "head",
        Markup('<meta charset="utf-8">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        tag("title", title),
        Markup(f"<style>{style()}</style>"),
    )
    body = tag("body", tag("main", _article(sheet)))
    return f"<!doctype html>\n{tag('html', head, body, attributes={'lang': sheet.lang})}\n"


@cache
def style() -> str:
    """The style sheet of a product, ours, without a closing tag in it."""
    return (files("watchfloor.disseminate") / "data" / "product.css").read_text(encoding="utf-8")


def _article(sheet: Sheet) -> Markup:
    return tag(
        "article",
        _banner(sheet, "top"),
        tag(
            "header",
            tag("p", tag("strong", sheet.center), " ", tag("span", sheet.kind), attributes={"class": "pr-from"}),
            tag("p", tag("strong", sheet.number), " ", tag("span", sheet.date), attributes={"class": "pr-number"}),
            tag("h1", sheet.title),
            tag("p", sheet.marking_said, attributes={"class": "pr-said"}),
        ),
        *(_block(block) for block in sheet.blocks),
        _sources(sheet.notes, sheet.grades),
        tag("footer", tag("dl", *(tag("div", tag("dt", name), tag("dd", text)) for name, text in sheet.foot))),
        _banner(sheet, "bottom"),
        attributes={"class": "product", "lang": sheet.lang},
    )


def _banner(sheet: Sheet, where: str) -> Markup:
    level = {"U": "u", "CUI": "cui"}.get(sheet.level, "closed")
    label = sheet.tlp.removeprefix("TLP:").removesuffix("+STRICT").lower()
    return tag(
        "div",
        tag("span", sheet.exercise, attributes={"class": "pr-ex"}) if sheet.exercise else "",
        tag("span", sheet.banner, attributes={"class": "pr-level"}),
        tag("span", sheet.tlp, attributes={"class": f"pr-tlp pr-{label}"}) if sheet.tlp else "",
        attributes={
            "class": f"pr-mark pr-{level} pr-{where}",
            "role": "group",
            "aria-label": f"Marking of this product, {where}",
        },
    )


def _block(block: Block) -> Markup:
    head = tag("h2", block.heading, attributes={"id": f"h-{block.key}"})
    named = {"aria-labelledby": f"h-{block.key}", "class": f"pr-{'key' if block.key == 'key' else 'block'}"}
    if block.columns:
        return tag("section", head, _table(block), attributes=named)
    return tag("section", head, *(_statement(line) for line in block.lines), attributes=named)


def _table(block: Block) -> Markup:
    heads = (tag("th", name, attributes={"scope": "col"}) for name in block.columns)
    rows = (
        tag(
            "tr",
            tag("td", tag("span", line.portion, attributes={"class": "pr-portion"})),
            tag("th", line.label, attributes={"scope": "row"}),
            tag("td", line.text, _numbers(line), _basis(line), _estimate(line)),
            attributes={"id": line.id},
        )
        for line in block.lines
    )
    inner = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows))
    scrolls = {"class": "pr-scroll", "role": "region", "aria-label": f"{block.heading}, table", "tabindex": "0"}
    return tag("div", inner, attributes=scrolls)


def _statement(line: Line) -> Markup:
    mark = tag("span", line.portion, attributes={"class": "pr-portion"})
    text = tag("p", mark, " ", line.text, _numbers(line), _basis(line))
    return tag("div", text, _estimate(line), attributes={"id": line.id, "class": "pr-statement"})


def _numbers(line: Line) -> Markup:
    links = [
        tag("a", str(n), attributes={"href": f"#note-{n}", "aria-label": f"source {n}", "id": f"{line.id}-note-{n}"})
        for n in line.notes
    ]
    spaced = [part for link in links for part in (" ", link)]
    return tag("sup", *spaced[1:]) if links else Markup("")


def _basis(line: Line) -> Markup:
    return joined((" ", tag("em", line.basis))) if line.basis else Markup("")


def _estimate(line: Line) -> Markup:
    if not line.estimate:
        return Markup("")
    pairs = (tag("div", tag("dt", name), tag("dd", value)) for name, value in line.estimate)
    return tag("dl", *pairs, attributes={"class": "pr-estimate"})


def _sources(notes: tuple[Note, ...], grades: str) -> Markup:
    if not notes:
        return Markup("")
    items = (tag("li", note.text, " ", _back(note), attributes={"id": f"note-{note.number}"}) for note in notes)
    head = tag("h2", "Sources", attributes={"id": "h-sources"})
    legend = tag("p", grades, attributes={"class": "pr-said"})
    return tag("section", head, legend, tag("ol", *items), attributes={"aria-labelledby": "h-sources"})


def _back(note: Note) -> Markup:
    links = [tag("a", word, attributes={"href": f"#{id_}"}) for id_, word in note.back]
    return joined(part for n, link in enumerate(links) for part in ((", ", link) if n else ("Named under: ", link)))
