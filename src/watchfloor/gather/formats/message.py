"""Reports as XML: our own message (data/report.xsd, names and codes of NIEM 6), and what is known of NIBRS.

Read in the confined child, without entities or network. Pieces are the bytes of each report; all between them is frame.
"""

import xml.parsers.expat as expat
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from lxml import etree

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.gather.formats.behavior import content_of
from watchfloor.gather.formats.given import given_of, means
from watchfloor.gather.rules.given import Fault, Given, draft_of
from watchfloor.text.gazetteer import Gazetteer

FORMAT, CHUNK, DEEPEST = "xml", 500, 64
OURS, NIBRS = "urn:watchfloor:report:1", "http://fbi.gov/cjis/nibrs/"
FIELDS = {
    "ActivityIdentificationID": "key", "ActivityName": "title", "ActivityDescriptionText": "narrative",
    "ActivityDateTime": "occurred", "ActivityDateText": "occurred_words", "SuspiciousActivityCode": "behaviors",
    "ArticulableFactsText": "articulable_facts", "TargetSectorCode": "target_sectors", "TipClassCode": "tip_class",
    "TipDomainCode": "tip_domain", "NatureOfSourceCode": "nature_of_source",
    "SourceReliabilityCode": "source_reliability", "ContentValidityCode": "content_validity",
    "LocationDescriptionText": "place", "Location2DLatitudeDegreeValue": "lat",
    "Location2DLongitudeDegreeValue": "lon", "LocationRadiusMeasure": "radius_m", "Person": "persons",
    "Vehicle": "vehicles", "ObserverName": "observer.name", "ObserverContactText": "observer.contact",
    "AgencyCaseIdentificationID": "case_number", "AttestationIndicator": "attested",
}  # fmt: skip
PARTS = {
    "PersonRoleText": "role", "PersonFullName": "full_name", "PersonGivenName": "given_name",
    "PersonMiddleName": "middle_name", "PersonSurName": "family_name", "PersonAlternateName": "alias",
    "PersonBirthDate": "birth_date", "PersonBirthLocationText": "birth_place", "LocationStreetText": "street_address",
    "LocationCityName": "city", "LocationStateName": "state", "LocationPostalCode": "postal_code",
    "LocationCountryName": "country", "TelephoneNumberID": "phone", "ContactEmailID": "email",
    "PersonOccupationText": "occupation", "PersonOtherIdentificationID": "document_number",
    "PersonDescriptionText": "description", "VehicleRoleText": "role", "VehicleLicensePlateID": "plate",
    "VehicleLicensePlateStateText": "plate_state", "VehicleIdentificationID": "vin", "VehicleMakeText": "make",
    "VehicleModelText": "model", "VehicleYearDate": "year", "VehicleColorText": "paint", "VehicleStyleText": "style",
    "VehicleDescriptionText": "description",
}  # fmt: skip
REPORTS = {"SuspiciousActivityReport", "Report"}
MANY = {"behaviors", "target_sectors", "persons", "vehicles"}
NUMBERS = {"lat", "lon", "radius_m"}
# the child opens no file once it is shut in
SCHEMA: Any = etree.XMLSchema(etree.fromstring(content_of("report.xsd")))
MEANS = means(Gazetteer.of(airports=(), towns=(), counties=()))
UNKNOWN = (
    "The root element {} is none that is read: ReportMessage of urn:watchfloor:report:1 (gather/data/report.xsd), or a"
    " Submission of NIBRS 2019. Send one of them, or a file of rows."
)
NOT_NEW = (
    "NIBRS {}: action {} changes or ends what was sent before, or reports none. A person does that on the record; "
    "nothing was opened."
)
NO_TIME = "NIBRS report: it names no day. Add nc:ActivityDate."


class NotRead(ValueError):
    """The bytes are no XML that is read; the text names the rule and the way out."""


def read(content: bytes, options: Mapping[str, Any]) -> Iterator[Reading]:
    """Readings of up to 500 reports. MUST NOT raise for bad bytes."""
    now = datetime.fromisoformat(options["now"])
    try:
        pieces = _pieces(content)
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        named = etree.QName(root)
        reports = [one for one in root if isinstance(one.tag, str) and etree.QName(one).localname in REPORTS]
        if named.namespace != OURS and not (named.namespace or "").startswith(NIBRS):
            raise NotRead(UNKNOWN.format(f"{{{named.namespace}}}{named.localname}"))
        if not reports or len(reports) != len(pieces):
            raise NotRead("The message holds no report. Put SuspiciousActivityReport elements into it.")
    except (NotRead, etree.XMLSyntaxError, expat.ExpatError, UnicodeError, LookupError) as error:
        text = str(error) if isinstance(error, NotRead) else f"The XML cannot be read: {error}. Send it anew."
        yield Reading(FORMAT, (), (SetAside("file", (text,), (0, len(content))),), whole=True)
        return
    for at in range(0, len(reports), CHUNK):
        made = [_one(report, at + n, pieces[at + n - 1], now) for n, report in enumerate(reports[at : at + CHUNK], 1)]
        drafts = tuple(one for one in made if isinstance(one, Draft))
        yield Reading(FORMAT, drafts, tuple(one for one in made if isinstance(one, SetAside)))


def _pieces(content: bytes) -> list[tuple[int, int]]:
    """Where each report begins and ends; refuses a document type, for whatever entities it would bring."""
    parser, depth, found, begun = expat.ParserCreate(), 0, list[tuple[int, int]](), -1

    def start(name: str, attributes: object) -> None:
        nonlocal depth, begun
        del attributes
        depth += 1
        if depth > DEEPEST:
            raise NotRead(f"The XML is nested deeper than {DEEPEST} elements. Send the plain message.")
        if depth == 2 and name.rpartition(":")[2] in REPORTS:
            begun = parser.CurrentByteIndex

    def end(name: str) -> None:
        nonlocal depth, begun
        del name
        if depth == 2 and begun >= 0:
            found.append((begun, content.index(b">", parser.CurrentByteIndex) + 1 - begun))
            begun = -1
        depth -= 1

    def doctype(*_: object) -> None:
        raise NotRead("The XML has a document type, which may bring entities. Remove the DOCTYPE and send it again.")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = doctype
    parser.Parse(content, True)
    return found


def _one(report: Any, number: int, piece: tuple[int, int], now: datetime) -> Draft | SetAside:
    made = _ours(report, number, now) if etree.QName(report).namespace == OURS else _nibrs(report, number, now)
    if isinstance(made, tuple):
        return SetAside(f"row {number}", tuple(f"Report {number}, {text}" for text in made), piece)
    return Draft(
        made.kind, "", "", made.title, made.body, made.data, when=made.when, place=made.place, piece=piece,
        findings=made.findings,
    )  # fmt: skip


def _ours(report: Any, number: int, now: datetime) -> Draft | tuple[str, ...]:
    if not SCHEMA.validate(report):
        return tuple(f"line {one.line}: {_plain(one.message)}" for one in list(SCHEMA.error_log)[:5])
    said = _fields(report)
    given = given_of(said)
    if isinstance(given, Fault):
        return (given.text,)
    draft = draft_of(given, MEANS, way="xml", now=now)
    if not isinstance(draft, Draft):
        return tuple(one.text for one in draft)
    kept = {name: said[name] for name in ("key", "title", "narrative", "occurred", "place") if said.get(name)}
    data = {**draft.data, "row": number, "fields": {**kept, **draft.data["fields"]}}
    return Draft(
        "tip", "", "", draft.title, draft.body, data, when=draft.when, place=draft.place, findings=draft.findings
    )


def _fields(report: Any) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for one in report:
        name = FIELDS[etree.QName(one).localname] if isinstance(one.tag, str) else ""
        if name in ("persons", "vehicles"):
            said.setdefault(name, []).append(_parts(one))
        elif name in MANY:
            said.setdefault(name, []).append(_text(one))
        elif name.startswith("observer."):
            said.setdefault("observer", {})[name.partition(".")[2]] = _text(one)
        elif name:
            said[name] = _valued(name, _text(one))
    return said


def _valued(name: str, text: str) -> object:
    if name == "attested":
        return text in ("true", "1")
    return float(text) if name in NUMBERS else text


def _parts(thing: Any) -> dict[str, str]:
    return {PARTS[etree.QName(one).localname]: _text(one) for one in thing if isinstance(one.tag, str)}


def _text(one: Any) -> str:
    return "".join(one.itertext()).strip()


def _plain(message: str) -> str:
    return message.replace(f"{{{OURS}}}", "")


def _nibrs(report: Any, row: int, now: datetime) -> Draft | tuple[str, ...]:
    """Number, day, offenses and kind of place; persons in it stay in the sealed bytes alone."""
    said = {name: _first(report, name) for name in ("NIBRSReportCategoryCode", "ReportActionCategoryCode")}
    category, action = said["NIBRSReportCategoryCode"], said["ReportActionCategoryCode"]
    if action != "I" or not category.startswith("GROUP"):
        return (NOT_NEW.format(category.lower() or "report", action or "none"),)
    day = _first(report, "ActivityDate/*[local-name()='DateTime']") or _first(
        report, "ActivityDate/*[local-name()='Date']"
    )
    if not day:
        return (NO_TIME,)
    offenses = [_text(one) for one in report.xpath(".//*[local-name()='OffenseUCRCode']")]
    number = _first(report, "ActivityIdentification/*[local-name()='IdentificationID']")
    agency = _first(report, "OrganizationORIIdentification/*[local-name()='IdentificationID']")
    fields = {
        "incident": number, "agency": agency, "offenses": ", ".join(offenses), "report": category,
        "place code": _first(report, "LocationCategoryCode"),
    }  # fmt: skip
    told = f"NIBRS {category.lower()} {number} of {agency}: offenses {', '.join(offenses) or 'not named'}."
    made = draft_of(Given(key=number or agency, narrative=told, occurred=day), MEANS, way="xml", now=now)
    if not isinstance(made, Draft):
        return tuple(one.text for one in made)
    data = {**made.data, "row": row, "fields": {name: words for name, words in fields.items() if words}}
    return Draft("tip", "", "", told[:200], told, data, when=made.when, findings=made.findings)


def _first(report: Any, path: str) -> str:
    found = report.xpath(f".//*[local-name()='{path}']" if "/" not in path else _path(path))
    return _text(found[0]) if found else ""


def _path(path: str) -> str:
    outer, _, inner = path.partition("/")
    return f".//*[local-name()='{outer}']/{inner}"
