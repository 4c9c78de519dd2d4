"""EDXL-DE 1.0: the envelope and what lies in it, content by content. What is no alert is set aside with its reason."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.receive.formats import cap
from watchfloor.receive.formats.entries import chunked, whole
from watchfloor.receive.formats.feed import alert_in
from watchfloor.receive.formats.scan import Span
from watchfloor.receive.formats.xml import XmlUnreadable, outermost, parsed, spans
from watchfloor.receive.rules import edxl

FORMAT = "edxl"
HELD = ("contentObject",)
MOST_INNER = 25 * 1024 * 1024
OTHER = "holds no alert that is read here (rule intake.content). It is kept sealed; ask the sender for a CAP alert."


def read_chunks(content: bytes, options: Mapping[str, Any]) -> Iterator[Reading]:
    """Readings of an envelope. MUST NOT raise for what the bytes hold."""
    del options
    try:
        root = parsed(content)
        found, places = outermost(root, HELD), spans(content, HELD)
    except XmlUnreadable as error:
        yield whole(FORMAT, content, str(error), place=error.place)
        return
    told = {str(etree.QName(one).localname): (one.text or "").strip() for one in root if not len(one)}
    if broken := edxl.faults(told):
        yield Reading(FORMAT, (), (SetAside("EDXLDistribution", broken, (0, len(content))),), whole=True)
        return
    if not found:
        yield whole(FORMAT, content, f"The envelope {OTHER}")
        return
    yield from chunked(FORMAT, places, lambda at, span: _made(found[at], at, span, told))


def _made(held: "etree._Element", at: int, span: Span, told: Mapping[str, Any]) -> Draft | SetAside:
    place = f"contentObject[{at}]"
    inner = _inner(held)
    if inner is None:
        return SetAside(place, (f"It {OTHER}",), span)
    one = cap.alert_of(inner, span)
    if isinstance(one, SetAside):
        return SetAside(f"{place}.{one.place}", one.reasons, span)
    own = [(part.text or "").strip() for part in held.iterfind("{*}confidentiality")]
    stated = [edxl.marking(said) for said in (told["combinedConfidentiality"], *own) if said]
    return one.but(
        markings=tuple(dict.fromkeys((*one.markings, *stated))), findings=(*one.findings, *edxl.findings(told)),
        data={**one.data, "operational": one.data["operational"] and edxl.is_real(told), "envelope": dict(told)},
    )  # fmt: skip


def _inner(held: "etree._Element") -> "etree._Element | None":
    """The alert in a content, as markup or packed in base64 (section 3.2.4)."""
    found = alert_in(held)
    packed = next(iter(held.iterfind("{*}nonXMLContent/{*}contentData")), None)
    if found is not None or packed is None or len(packed.text or "") > MOST_INNER:
        return found
    try:
        return parsed(base64.b64decode(packed.text or "", validate=False))
    except (XmlUnreadable, binascii.Error, ValueError):
        return None
