"""A package as bytes: JSON, and XML of our own documented schema (data/ise_sar.xsd), whose names follow NIEM 6.

MUST NOT be taken for the ISE-SAR exchange package (IEPD): its text was not at hand, and nothing here claims it.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from lxml import etree

from watchfloor.gather.formats.behavior import content_of

NAMESPACE = "urn:watchfloor:ise-sar:1"
# of our content, in the order of the schema: key -> element; NIEM's names, flat where NIEM nests
ELEMENTS = {
    "format": "MessageFormatText", "record": "ActivityIdentificationID", "version": "MessageVersionNumeric",
    "privacy_information_exists": "PrivacyInformationExistsIndicator",
    "submitting_organization": "SubmittingOrganizationName", "owning_organization": "OwningOrganizationName",
    "suspicious_activity_codes": "SuspiciousActivityCode", "activity_on": "ActivityDate",
    "state": "LocationStateUSPostalServiceCode", "city": "LocationCityName",
    "terrorism_nexus": "TerrorismNexusText", "determined_on": "DeterminationDate",
    "privacy_purge_review_on": "PrivacyPurgeReviewDate", "privacy_purge_on": "PrivacyPurgeDate",
    "statement": "SummaryStatementText", "title": "ActivityName", "narrative": "ActivityDescriptionText",
    "articulable_facts": "ArticulableFactsText", "nexus_rationale": "NexusRationaleText",
    "place": "LocationDescriptionText", "latitude": "Location2DLatitudeDegreeValue",
    "longitude": "Location2DLongitudeDegreeValue", "observed_from": "ObservationStartDateTime",
    "observed_until": "ObservationEndDateTime", "parties": "InvolvedParty", "cells": "AdditionalField",
}  # fmt: skip
TAB, LINE, RETURN = 0x9, 0xA, 0xD


def as_json(content: Mapping[str, Any]) -> bytes:
    """The content as it stands, UTF-8; the same content gives the same bytes."""
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def content_of_json(said: bytes) -> dict[str, Any]:
    """The content of a kept package; MUST be bytes of `as_json`."""
    told: dict[str, Any] = json.loads(said)
    return told


def as_xml(content: Mapping[str, Any]) -> bytes:
    """The content under the schema; what is not known has no element. Raises ValueError for what the schema refuses."""
    root = etree.Element(_q("SuspiciousActivityReport"))
    for key, name in ELEMENTS.items():
        value = content.get(key)
        for one in value if isinstance(value, list) else [value]:
            if one not in (None, ""):
                _put(root, name, one)
    if not _schema().validate(root):
        raise ValueError(f"the package does not fit its schema: {_schema().error_log.last_error}")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def is_valid(said: bytes) -> bool:
    """Whether these bytes are a package of the schema."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return bool(_schema().validate(etree.fromstring(said, parser)))


def schema_bytes() -> bytes:
    """The schema, for who receives packages."""
    return content_of("ise_sar.xsd")


def _put(parent: Any, name: str, value: Any) -> None:
    made = etree.SubElement(parent, _q(name))
    if isinstance(value, dict) and "code" in value:
        made.text = value["code"]
    elif isinstance(value, dict) and "fields" in value:
        _put(made, "PartyKindText", value["kind"])
        _put(made, "PartyRoleText", value["role"])
        for one in value["fields"]:
            _put(made, "AdditionalField", one)
    elif isinstance(value, dict):
        _put(made, "FieldName", value["name"])
        _put(made, "FieldValueText", value["value"])
    else:
        made.text = _clean(_plain(value))


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6f}"  # xs:decimal has no exponent; a tenth of a meter
    return "true" if value is True else str(value)


def _q(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _clean(text: str) -> str:
    """What XML 1.0 cannot hold becomes the replacement character."""
    return "".join(c if ord(c) in (TAB, LINE, RETURN) or 0x20 <= ord(c) <= 0xD7FF or 0xE000 <= ord(c) <= 0xFFFD
                   or ord(c) >= 0x10000 else "\N{REPLACEMENT CHARACTER}" for c in text)  # fmt: skip


@cache
def _schema() -> Any:
    return etree.XMLSchema(etree.fromstring(schema_bytes()))
