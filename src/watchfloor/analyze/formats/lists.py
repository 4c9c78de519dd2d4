"""Watch lists in their publishers' forms -> pieces of entries; read in a confined child, by a mapping as data."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from lxml import etree

from watchfloor.analyze.rules.lists import Form, ListMapping, Part
from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.receive.formats.prolog import prolog
from watchfloor.receive.formats.unpack import NotUnpackable, unpack

FORMAT = "list"
PUBLISHED = "published"
LONGEST = 300
KNOWN = {"person", "organisation", "vessel", "aircraft"}
FIELDS = {"birth_date", "document_number"}


class MappingUnusable(ValueError):
    """The mapping of a list cannot be used; the text names the rule and the way out."""


def shipped() -> tuple[str, ...]:
    """The lists that come with a mapping."""
    folder = files("watchfloor.analyze") / "data" / "lists"
    return tuple(sorted(one.name.removesuffix(".json") for one in folder.iterdir() if one.name.endswith(".json")))


@cache
def mapping_of(code: str) -> ListMapping:
    """A shipped mapping. Raises MappingUnusable with those that exist."""
    if code not in shipped():
        raise MappingUnusable(f"There is no list '{code}'. Shipped: {', '.join(shipped())}; or give a file: ./my.json.")
    return read_mapping((files("watchfloor.analyze") / "data" / "lists" / f"{code}.json").read_bytes())


def read_mapping(content: bytes | Mapping[str, Any]) -> ListMapping:
    """A mapping from its JSON file or the same as data. Raises MappingUnusable."""
    try:
        given = msgspec.json.decode(content) if isinstance(content, bytes) else content
        mapping = msgspec.convert(given, ListMapping)
        for form in mapping.forms:
            for part in form.parts:
                [re.compile(one.pattern) for one in part.patterns]
    except (msgspec.MsgspecError, UnicodeDecodeError, re.error) as error:
        form_of = "See analyze/data/lists/ofac-sdn.json for the form."
        raise MappingUnusable(f"The mapping of the list cannot be read: {error}. {form_of}") from error
    fields = {name for form in mapping.forms for name in form.values}
    fields |= {name for form in mapping.forms for part in form.parts for name in part.values}
    fields |= {one.gives for form in mapping.forms for part in form.parts for one in part.patterns} - {"names"}
    if set(mapping.kinds.values()) - KNOWN or fields - FIELDS or not mapping.forms or not mapping.code.strip():
        raise MappingUnusable(
            f"The mapping of the list needs a code and forms; kinds are {', '.join(sorted(KNOWN))}, what is compared"
            f" besides names is {', '.join(sorted(FIELDS))}. Protected characteristics are never compared."
        )
    return mapping


def told(mapping: ListMapping) -> dict[str, Any]:
    """The mapping as JSON-able data, as `read_mapping` takes it."""
    plain: dict[str, Any] = msgspec.to_builtins(mapping)
    return plain


def read(content: bytes, options: Mapping[str, Any]) -> Reading:
    """The pieces of entries in one file: drafts, their kind the part's name. MUST NOT raise for what the bytes hold."""
    mapping = read_mapping(options["mapping"])
    try:
        plain = unpack(content)
        xml = plain.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
        form = next((one for one in mapping.forms if (one.form == "xml") is xml), None)
        if form is None:
            return _whole(f"The list has no {'XML' if xml else 'CSV'} form in its mapping.", content)
        if xml and prolog(plain).doctype:
            return _whole("The file declares a document type; lists have none. Fetch it again.", content)
        return _xml(plain, form) if xml else _csv(plain, form)
    except (NotUnpackable, etree.XMLSyntaxError, csv.Error) as error:
        return _whole(f"The file cannot be read: {str(error)[:200]}. Fetch it again.", content)


def _whole(reason: str, content: bytes) -> Reading:
    return Reading(FORMAT, (), (SetAside("file", (reason,), (0, len(content))),), whole=True)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _csv(content: bytes, form: Form) -> Reading:
    rows = csv.reader(io.StringIO(_text(content).rstrip("\x1a\r\n ")), delimiter=form.delimiter)
    first = next(rows, [])
    part, header = _part(first, form)
    if part is None:
        want = "; ".join(f"{one.part}: {len(one.columns)} columns" for one in form.parts)
        return _whole(f"A first row of {len(first)} columns is no part of this list ({want}).", content)
    drafts, aside = list[Draft](), list[SetAside]()
    for n, row in enumerate(rows if header else _chain(first, rows), start=1):
        names = tuple(one.strip().casefold() for one in first) if header else part.columns
        if len(row) != len(names):
            if any(cell.strip() for cell in row):
                aside.append(SetAside(f"{part.part} row {n}", (f"It has {len(row)} columns, not {len(names)}.",)))
            continue
        said = [cell.strip() for cell in row]
        cells = {name: "" if cell in form.empty else cell for name, cell in zip(names, said, strict=True)}
        if cells[part.uid]:
            drafts.append(_row(cells, part))
    return Reading(FORMAT, tuple(drafts), tuple(aside), whole=not drafts)


def _chain(first: list[str], rows: Iterator[list[str]]) -> Iterator[list[str]]:
    yield first
    yield from rows


def _part(first: list[str], form: Form) -> tuple[Part | None, bool]:
    """The part that a first row belongs to, and whether that row is its header."""
    said = {one.strip().casefold() for one in first}
    for part in form.parts:
        if set(part.columns) <= said:
            return part, True
    return next((part for part in form.parts if len(part.columns) == len(first)), None), False


def _row(cells: Mapping[str, str], part: Part) -> Draft:
    names = [cells[one] for one in part.names if cells[one]]
    fields = {name: [cells[one] for one in columns if cells[one]] for name, columns in part.values.items()}
    for one in part.patterns:
        found = [words.strip() for words in re.findall(one.pattern, cells[one.column])]
        if one.gives == "names":
            names += found
        else:
            fields.setdefault(one.gives, []).extend(found)
    note = "; ".join(cells[one] for one in part.note if cells[one])
    return _draft(part.part, cells[part.uid], cells[part.kind] if part.kind else None, names, fields, note)


def _draft(
    part: str, uid: str, kind: str | None, names: list[str], fields: Mapping[str, list[str]], note: str
) -> Draft:
    data = {
        "uid": uid[:80], "kind": kind, "names": [" ".join(one.split())[:LONGEST] for one in names],
        "fields": {name: [one[:80] for one in values] for name, values in fields.items()}, "note": note[:LONGEST],
    }  # fmt: skip
    return Draft(part, uid[:80], "", "", "", data)


def _xml(content: bytes, form: Form) -> Reading:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    root = etree.fromstring(content, parser)
    if _local(root) != form.root:
        return _whole(f"The root element is {_local(root)}, not {form.root}.", content)
    drafts = [Draft(PUBLISHED, "", "", said[0], "", {}) for said in [_all(root, form.published)] if said]
    drafts += [_element(one, form) for one in root.iter() if _local(one) == form.entry and _all(one, form.uid)]
    return Reading(FORMAT, tuple(drafts), (), whole=not drafts)


def _local(one: "etree._Element") -> str:
    return etree.QName(one).localname


def _under(one: "etree._Element", path: str) -> list["etree._Element"]:
    found = [one]
    for name in filter(None, path.split("/")):
        found = [child for at in found for child in at if _local(child) == name]
    return found


def _all(one: "etree._Element", path: str) -> list[str]:
    said = [" ".join("".join(map(str, at.itertext())).split()) for at in _under(one, path)] if path else []
    return [words for words in said if words]


def _typed(one: "etree._Element", path: str, form: Form) -> list[str]:
    """What stands at a path; where the form says so, only beside a type that it names (a gender is no document)."""
    beside = form.beside.get(path)
    if beside is None:
        return _all(one, path)
    above, _, last = path.rpartition("/")
    pairs = [(_all(at, beside.type), _all(at, last)) for at in _under(one, above)]
    return [said for types, found in pairs if any(re.match(beside.like, t) for t in types) for said in found]


def _element(one: "etree._Element", form: Form) -> Draft:
    names = [
        named.join.join(words for path in named.of for words in _all(at, path)[:1])
        for named in form.names
        for at in _under(one, named.at)
    ]
    fields = {name: [said for path in paths for said in _typed(one, path, form)] for name, paths in form.values.items()}
    kind = next(iter(_all(one, form.kind)), "")
    note = "; ".join(said for path in form.note for said in _all(one, path))
    return _draft("entries", _all(one, form.uid)[0], kind, [name for name in names if name], fields, note)
