"""What a recognizer hands over."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "phone",
    "email",
    "plate",
    "vin",
    "imei",
    "document",
    "ssn",
    "url",
    "domain",
    "ip",
    "hash",
    "cve",
    "protected",
    "activity",
    "card",
    "iban",
    "birth",
    "street",
    "person",
    "time",
    "altitude",
    "vehicle",
    "weapon",
    "description",
    "road",
    "place",
]


@dataclass(frozen=True, slots=True)
class Found:
    """One hit at [start, end) of the text; `said` is that slice.

    `value` is the comparable form: equal values name the same thing, however they were written.
    `note` says more where it is known: the state of a plate, the algorithm of a hash, "defanged".
    """

    kind: Kind
    start: int
    end: int
    said: str
    value: str
    note: str = ""
