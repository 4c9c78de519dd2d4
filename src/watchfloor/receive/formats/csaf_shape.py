"""The shape of a CSAF 2.0 advisory (its JSON schema): what must be there, and of which kind.

What is more is no fault; null is no value of anything. Facts of csaf_2.0/json_schema/csaf_json_schema.json of
oasis-tcs/csaf, seen; what of CVSS a score must have stands here, the rest is looked at by the rules.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec
import msgspec.inspect
from msgspec import UNSET, Meta, Struct, UnsetType

Text = Annotated[str, Meta(min_length=1)]
Ids = Annotated[list[Text], Meta(min_length=1)]
Version = Annotated[str, Meta(pattern=r"^((0|[1-9][0-9]*)|(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?"
                                      r"(\+[0-9A-Za-z.-]+)?)$", max_length=100)]  # fmt: skip
Names = Annotated[list[Any], Meta(min_length=1)]
Branch = Literal[
    "architecture", "host_name", "language", "legacy", "patch_level", "product_family", "product_name",
    "product_version", "product_version_range", "service_pack", "specification", "vendor",
]  # fmt: skip


class Note(Struct):
    category: Literal["description", "details", "faq", "general", "legal_disclaimer", "other", "summary"]
    text: Text
    title: Text | UnsetType = UNSET
    audience: Any = None


class Reference(Struct):
    summary: Text
    url: Text
    category: Literal["external", "self"] | UnsetType = UNSET


class Publisher(Struct):
    category: Literal["coordinator", "discoverer", "other", "translator", "user", "vendor"]
    name: Text
    namespace: Text
    contact_details: Any = None
    issuing_authority: Any = None


class Revision(Struct):
    date: Text
    number: Version
    summary: Text
    legacy_version: Any = None


class Tracking(Struct):
    id: Annotated[str, Meta(pattern=r"^[\S](.*[\S])?$")]
    status: Literal["draft", "final", "interim"]
    version: Version
    revision_history: Annotated[list[Revision], Meta(min_length=1)]
    initial_release_date: Text
    current_release_date: Text
    aliases: Any = None
    generator: Any = None


class Tlp(Struct):
    label: Literal["AMBER", "GREEN", "RED", "WHITE"]
    url: Any = None


class Distribution(Struct):
    text: Text | UnsetType = UNSET
    tlp: Tlp | UnsetType = UNSET


class Document(Struct):
    category: Annotated[str, Meta(pattern=r"^[^\s\-_\.](.*[^\s\-_\.])?$")]
    csaf_version: Literal["2.0"]
    publisher: Publisher
    title: Text
    tracking: Tracking
    distribution: Distribution | UnsetType = UNSET
    lang: Text | UnsetType = UNSET
    source_lang: Text | UnsetType = UNSET
    notes: Annotated[list[Note], Meta(min_length=1)] | UnsetType = UNSET
    references: Annotated[list[Reference], Meta(min_length=1)] | UnsetType = UNSET
    acknowledgments: Names | UnsetType = UNSET
    aggregate_severity: Any = None


class FileHash(Struct):
    algorithm: Text
    value: Text


class Hashes(Struct):
    file_hashes: Annotated[list[FileHash], Meta(min_length=1)]
    filename: Text


class Helper(Struct):
    cpe: Any = None
    hashes: Annotated[list[Hashes], Meta(min_length=1)] | UnsetType = UNSET
    model_numbers: Any = None
    purl: Text | UnsetType = UNSET
    sbom_urls: Any = None
    serial_numbers: Any = None
    skus: Any = None
    x_generic_uris: Any = None


class Product(Struct):
    name: Text
    product_id: Text
    product_identification_helper: Helper | UnsetType = UNSET


class Twig(Struct):
    category: Branch
    name: Text
    branches: "Annotated[list[Twig], Meta(min_length=1)] | UnsetType" = UNSET
    product: Product | UnsetType = UNSET


class Group(Struct):
    group_id: Text
    product_ids: Annotated[list[Text], Meta(min_length=2)]
    summary: Any = None


class Relationship(Struct):
    category: Literal["default_component_of", "external_component_of", "installed_on", "installed_with",
                      "optional_component_of"]  # fmt: skip
    full_product_name: Product
    product_reference: Text
    relates_to_product_reference: Text


class Tree(Struct):
    branches: Annotated[list[Twig], Meta(min_length=1)] | UnsetType = UNSET
    full_product_names: Annotated[list[Product], Meta(min_length=1)] | UnsetType = UNSET
    product_groups: Annotated[list[Group], Meta(min_length=1)] | UnsetType = UNSET
    relationships: Annotated[list[Relationship], Meta(min_length=1)] | UnsetType = UNSET


class Flag(Struct):
    label: Literal["component_not_present", "inline_mitigations_already_exist",
                   "vulnerable_code_cannot_be_controlled_by_adversary", "vulnerable_code_not_in_execute_path",
                   "vulnerable_code_not_present"]  # fmt: skip
    group_ids: Ids | UnsetType = UNSET
    product_ids: Ids | UnsetType = UNSET
    date: Any = None


class Involvement(Struct):
    party: Literal["coordinator", "discoverer", "other", "user", "vendor"]
    status: Literal["completed", "contact_attempted", "disputed", "in_progress", "not_contacted", "open"]
    date: Text | UnsetType = UNSET
    summary: Any = None


class Statuses(Struct):
    first_affected: Ids | UnsetType = UNSET
    first_fixed: Ids | UnsetType = UNSET
    fixed: Ids | UnsetType = UNSET
    known_affected: Ids | UnsetType = UNSET
    known_not_affected: Ids | UnsetType = UNSET
    last_affected: Ids | UnsetType = UNSET
    recommended: Ids | UnsetType = UNSET
    under_investigation: Ids | UnsetType = UNSET


class Remediation(Struct):
    category: Literal["mitigation", "no_fix_planned", "none_available", "vendor_fix", "workaround"]
    details: Text
    group_ids: Ids | UnsetType = UNSET
    product_ids: Ids | UnsetType = UNSET
    date: Any = None
    entitlements: Any = None
    restart_required: Any = None
    url: Any = None


class Cvss(Struct, rename="camel"):
    vector_string: Text
    base_score: Annotated[float, Meta(ge=0, le=10)]
    version: Literal["2.0", "3.0", "3.1"]


class Score(Struct):
    products: Ids
    cvss_v2: Cvss | UnsetType = UNSET
    cvss_v3: Cvss | UnsetType = UNSET


class Threat(Struct):
    category: Literal["exploit_status", "impact", "target_set"]
    details: Text
    group_ids: Ids | UnsetType = UNSET
    product_ids: Ids | UnsetType = UNSET
    date: Any = None


class Id(Struct):
    system_name: Text
    text: Text


class Weakness(Struct):
    id: Annotated[str, Meta(pattern=r"^CWE-[1-9]\d{0,5}$")]
    name: Text


class Vulnerability(Struct):
    cve: Annotated[str, Meta(pattern=r"^CVE-[0-9]{4}-[0-9]{4,}$")] | UnsetType = UNSET
    cwe: Weakness | UnsetType = UNSET
    title: Text | UnsetType = UNSET
    flags: Annotated[list[Flag], Meta(min_length=1)] | UnsetType = UNSET
    ids: Annotated[list[Id], Meta(min_length=1)] | UnsetType = UNSET
    involvements: Annotated[list[Involvement], Meta(min_length=1)] | UnsetType = UNSET
    notes: Annotated[list[Note], Meta(min_length=1)] | UnsetType = UNSET
    product_status: Statuses | UnsetType = UNSET
    references: Annotated[list[Reference], Meta(min_length=1)] | UnsetType = UNSET
    remediations: Annotated[list[Remediation], Meta(min_length=1)] | UnsetType = UNSET
    scores: Annotated[list[Score], Meta(min_length=1)] | UnsetType = UNSET
    threats: Annotated[list[Threat], Meta(min_length=1)] | UnsetType = UNSET
    acknowledgments: Names | UnsetType = UNSET
    discovery_date: Any = None
    release_date: Any = None


class Advisory(Struct):
    document: Document
    product_tree: Tree | UnsetType = UNSET
    vulnerabilities: Annotated[list[Vulnerability], Meta(min_length=1)] | UnsetType = UNSET


def misshapen(told: object) -> str:
    """What of the shape is missing or of the wrong kind, in the reader's words with its place; "" if nothing is."""
    try:
        msgspec.convert(told, Advisory)
    except msgspec.ValidationError as error:
        return str(error)
    return ""


def beyond(told: object, known: Any = None, at: str = "") -> Iterator[str]:
    """Places of properties that the schema does not have (test 6.2.20). CVSS parts have a schema of their own."""
    known = msgspec.inspect.type_info(Advisory) if known is None else known
    if isinstance(known, msgspec.inspect.UnionType):
        known = next((one for one in known.types if not isinstance(one, msgspec.inspect.NoneType)), known)
    if isinstance(known, msgspec.inspect.ListType) and isinstance(told, list):
        for number, one in enumerate(told):
            yield from beyond(one, known.item_type, f"{at}/{number}")
    if not isinstance(known, msgspec.inspect.StructType) or not isinstance(told, dict) or known.cls is Cvss:
        return
    fields = {field.encode_name: field.type for field in known.fields}
    yield from (f"{at}/{name}" for name in told if name not in fields)
    for name, one in told.items():
        if name in fields:
            yield from beyond(one, fields[name], f"{at}/{name}")
