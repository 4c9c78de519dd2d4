"""HTML, PDF and mail of a product: everything said is there, nothing said becomes code."""

import re
from dataclasses import asdict, replace
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO

import pytest
from disseminate_facts import NOW, SCALE, bulletin, plain
from pypdf import PdfReader

from watchfloor.disseminate.formats import html, pdf
from watchfloor.disseminate.formats.notice import notice, recall_notice
from watchfloor.disseminate.rules.product import Product, SignOff
from watchfloor.disseminate.rules.sheet import Sheet, lay_out, legible

HOSTILE = '#import "x": * // $x$ `raw` <script>alert("1")</script> \\ @ref *b* _i_ [a](b) {{ y }} & %'
VOID = {"meta"}


def squeezed(text: str) -> str:
    """Without white space: a PDF breaks lines where it likes."""
    return re.sub(r"\s+", "", text)


def read(product: Product) -> tuple[PdfReader, str]:
    """The PDF as pypdf sees it, and its words without white space."""
    reader = PdfReader(BytesIO(pdf.render(product, scale=SCALE)))
    return reader, squeezed("".join(page.extract_text() for page in reader.pages))


def body_of(sheet: Sheet) -> list[str]:
    """Every text of statements and sources."""
    lines = [part for block in sheet.blocks for line in block.lines for part in (line.portion, line.label, line.text)]
    return [*lines, *(note.text for note in sheet.notes), sheet.title]


class Reading(HTMLParser):
    """Collects the elements, ids, links and text, and whether every element is closed."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(markup)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def released() -> Product:
    """The bulletin with a number and its sign-offs."""
    steps = (SignOff("Reviewed for privacy", "Pia Halvorsen, privacy officer", NOW),)
    return replace(bulletin(), number="NFC-2026-0001", sign_offs=steps)


def test_the_pdf_is_tagged_titled_and_has_its_language() -> None:
    """A screen reader finds tags, title, language, headings, a table with header cells, and links."""
    reader, _ = read(released())
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert reader.metadata is not None
    assert reader.metadata.title == "Drones near electric substations"
    kinds = repr(
        [obj.get("/S") for obj in map(reader.get_object, range(1, len(reader.xref[0]))) if hasattr(obj, "get")]
    )
    assert all(kind in kinds for kind in ("/H1", "/H2", "/Table", "/TH", "/Link")), kinds
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()


def test_the_pdf_says_every_statement_and_source() -> None:
    """Text, portion and row head of each statement and each endnote are in the words of the PDF."""
    _, words = read(released())
    for text in body_of(lay_out(released(), scale=SCALE)):
        assert squeezed(text) in words, text


def test_every_page_bears_banner_and_exercise_twice() -> None:
    """Marking, TLP and EXERCISE stand at the top and bottom of each page."""
    reader, _ = read(released())
    sheet = lay_out(released(), scale=SCALE)
    for page in reader.pages:
        words = squeezed(page.extract_text())
        assert words.count(squeezed(sheet.banner)) >= 2
        assert words.count("EXERCISE") >= 2


def test_hostile_text_stays_text_in_the_pdf() -> None:
    """Markup, comments, imports and mathematics of typst come out as they were written."""
    _, words = read(replace(plain(HOSTILE), title=HOSTILE, center=HOSTILE))
    assert words.count(squeezed(HOSTILE)) >= 3


@pytest.mark.parametrize("text", ["שלום", "мир", "Ελλάδα", "żółć ñ — “quoted” €"])
def test_other_scripts_are_shown_in_the_pdf(text: str) -> None:
    """Hebrew, Cyrillic, Greek and accented letters appear (right to left is read back in either order)."""
    _, words = read(plain(text))
    assert squeezed(text) in words or squeezed(text)[::-1] in words


def test_arabic_is_accepted() -> None:
    """Arabic letters are shaped, not spelled out as numbers."""
    _, words = read(plain("سلام"))
    assert "U+06" not in words


def test_what_no_font_shows_is_written_as_its_number() -> None:
    """Emoji and Chinese never stop a release and never vanish."""
    _, words = read(plain("a 😀 漢"))
    assert "a[U+1F600][U+6F22]" in words


def test_every_character_called_shown_can_be_shown() -> None:
    """The declared ranges hold in the regular, bold and italic cuts: no PDF fails for a letter."""
    shown = " ".join(sorted(pdf._SHOWN))
    product = replace(plain(shown, own=True, sources=(), rests_on=("s",)), title=shown, center=shown)
    assert pdf.render(product, scale=SCALE).startswith(b"%PDF")


def test_the_same_product_gives_the_same_bytes() -> None:
    """A PDF can be made again and compared."""
    assert pdf.render(released(), scale=SCALE) == pdf.render(released(), scale=SCALE)


def test_an_unknown_banner_reads_closed() -> None:
    """If the roll-up fails both renderings say that the marking is unknown and closed."""
    product = replace(plain(marking=None), banner=None)
    _, words = read(product)
    assert "MARKINGUNKNOWN,CLOSED" in words
    page = html.fragment(product, scale=SCALE)
    assert page.count("MARKING UNKNOWN, CLOSED") >= 2
    assert "pr-closed" in page
    assert "(unmarked)" in page


def test_nothing_hides_in_a_text() -> None:
    """Marks that turn the direction, zero-width and control characters are written as numbers, line ends as spaces."""
    assert legible("a\u202eb\u200bc\x07d\ne\u2028f") == "a[U+202E]b[U+200B]c[U+0007]d e f"


def test_the_html_says_every_statement_and_source() -> None:
    """The fragment holds the same words as the PDF; both come from one sheet."""
    found = Reading(html.fragment(released(), scale=SCALE))
    for text in body_of(lay_out(released(), scale=SCALE)):
        assert text in found.text, text


def test_endnotes_are_linked_both_ways() -> None:
    """Each link inside the product ends at an id that is there once; each source leads back to its statements."""
    found = Reading(html.document(released(), scale=SCALE))
    ids = [attrs["id"] for _, attrs in found.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = {(attrs["href"] or "")[1:] for tag, attrs in found.tags if tag == "a"}
    assert targets <= set(ids)
    notes = lay_out(released(), scale=SCALE).notes
    assert {f"note-{note.number}" for note in notes} <= targets
    assert {id_ for note in notes for id_, _ in note.back} <= targets


def test_the_fragment_fits_a_strict_csp() -> None:
    """No style, no script, no event attribute and no outside address, whatever the text says."""
    found = Reading(html.fragment(replace(plain(HOSTILE), title=HOSTILE), scale=SCALE))
    assert not {tag for tag, _ in found.tags} & {"script", "style", "link", "img", "iframe"}
    assert not [name for _, attrs in found.tags for name in attrs if name == "style" or name.startswith("on")]
    assert found.text.count(HOSTILE) == 2


def test_the_document_stands_alone() -> None:
    """Language, title with EXERCISE, number and marking, headings in order, its style inside and nothing outside."""
    text = html.document(released(), scale=SCALE)
    found = Reading(text)
    assert found.tags[0] == ("html", {"lang": "en"})
    headings = [tag for tag, _ in found.tags if re.fullmatch(r"h\d", tag)]
    assert headings[0] == "h1"
    assert set(headings[1:]) == {"h2"}
    assert "<title>EXERCISE - NFC-2026-0001 - Drones" in text
    assert "@media print" in text
    assert "http" not in text
    assert found.text.count("EXERCISE") >= 3
    assert {"scope": "col"} in [attrs for tag, attrs in found.tags if tag == "th"]


def test_the_sheet_holds_nothing_but_text() -> None:
    """What goes to typst is JSON of plain values; a source of code would show here."""
    sheet = asdict(lay_out(released(), scale=SCALE))
    assert sheet["number"] == "NFC-2026-0001"
    assert sheet["date"] == "Nov 21, 2026"
    assert ("Reviewed for privacy", "Pia Halvorsen, privacy officer, Nov 21, 2026, 09:14 UTC") in sheet["foot"]
    assert lay_out(bulletin(), scale=SCALE).number == "Draft, not released"


MAIL = {
    "number": "NFC-2026-0001",
    "center": "Northland Fusion Center",
    "to": "ben@example.org",
    "sender": "center@example.org",
    "link": "https://desk.example.org/products/5e0c",
    "exercise": True,
    "now": NOW + timedelta(hours=1),
}


def test_the_mail_holds_no_content() -> None:
    """Number, link and EXERCISE; no title, no statement, no marking, no attachment."""
    mail = notice(**MAIL)  # type: ignore[arg-type]
    assert mail["Subject"] == "EXERCISE: NFC-2026-0001 waits for you at Northland Fusion Center"
    text = mail.as_string()
    assert MAIL["link"] in text
    assert not mail.is_multipart()
    assert all(word not in text for word in ("Drones", "substation", "LES", "CUI", "TLP"))
    assert "EXERCISE" not in notice(**{**MAIL, "exercise": False}).as_string()  # type: ignore[arg-type]


def test_a_recall_says_so_and_no_more() -> None:
    """The recall mail names the number and what to do, not the reason."""
    mail = recall_notice(**MAIL)  # type: ignore[arg-type]
    assert mail["Subject"] == "EXERCISE: NFC-2026-0001 of Northland Fusion Center is recalled"
    assert "Stop using it" in mail.get_content()


def test_a_line_break_in_an_address_is_refused() -> None:
    """Nobody adds a header by way of an address or a name."""
    for field in ("to", "sender", "number"):
        with pytest.raises(ValueError, match="linefeed"):
            notice(**{**MAIL, field: "a@example.org\nBcc: x@example.org"})  # type: ignore[arg-type]


def test_an_unfinished_draft_can_be_looked_at() -> None:
    """No title, no statement, doubled ids: the checks refuse it, and still the preview opens."""
    empty = replace(plain(), title=" ", sections=())
    assert read(empty)[0].metadata is not None
    section = plain().sections[0]
    doubled = replace(plain(), sections=(replace(section, statements=section.statements * 2),))
    assert read(doubled)[1].count("Adronewasseen.") == 2
    ids = [attrs.get("id") for _, attrs in Reading(html.fragment(doubled, scale=SCALE)).tags]
    assert ids.count("s-1") == ids.count("s-2") == 1
