"""Software by vendor and product, as catalogs name it: CPE names, the KEV catalog, CSAF product trees.

Only names are held against each other: whether a version is affected, the advisory says and a person reads.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from watchfloor.plan.rules.words import words_of

# legal forms say nothing of who made a thing, and catalogs leave them out
FORMS = frozenset(("ag", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated", "llc", "ltd", "limited",
                   "plc", "sa", "srl"))  # fmt: skip
ANY = frozenset((("multiple", "products"), ("multiple",), ("any",), ("all", "products"), ()))
MOST = 500  # products of one item; an advisory that names more is about a vendor


@dataclass(frozen=True, slots=True)
class Product:
    """`vendor` without blanks and legal form; `product` as words, none for "any of this vendor"."""

    vendor: str
    product: tuple[str, ...]

    @property
    def name(self) -> str:
        """The product as one word, as CPE names of different hands agree ("pan-os" and "PAN OS")."""
        return "".join(self.product)


def product_of(vendor: str, product: str) -> Product | None:
    """The key for what a catalog or a partner says; None without a vendor that has a letter or digit."""
    maker = tuple(word for word in words_of(vendor) if word not in FORMS) or words_of(vendor)
    words = words_of(product)
    if words[: len(maker)] == maker and len(words) > len(maker):
        words = words[len(maker) :]
    return Product("".join(maker), () if words in ANY else words) if maker else None


def products_told(told: Mapping[str, Any]) -> tuple[Product, ...]:
    """What a received object names: KEV entry, CSAF advisory, or a STIX software object. Each once, 500 at most."""
    named = (*_kev(told), *_stix(told), *_csaf(told))
    found = (product_of(vendor, product) for vendor, product in named)
    return tuple(dict.fromkeys(one for one in found if one))[:MOST]


def _kev(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if isinstance(told.get("vendorProject"), str) and isinstance(told.get("product"), str):
        yield told["vendorProject"], told["product"]


def _stix(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if told.get("type") != "software":
        return
    if isinstance(told.get("cpe"), str) and (parts := cpe_parts(told["cpe"])):
        yield parts
    elif isinstance(told.get("vendor"), str) and isinstance(told.get("name"), str):
        yield told["vendor"], told["name"]


def cpe_parts(name: str) -> tuple[str, str] | None:
    """(vendor, product) of a CPE 2.3 formatted string or a CPE 2.2 URI (NISTIR 7695), backslashes taken off."""
    parts = name.replace("\\:", " ").replace("\\", "").split(":")
    at = 3 if parts[:2] == ["cpe", "2.3"] else 2 if parts[0] == "cpe" and parts[1:2] and parts[1][:1] == "/" else 0
    if not at or len(parts) < at + 2:
        return None
    product = parts[at + 1]
    return parts[at].replace("_", " "), "" if product in {"*", "-"} else product.replace("_", " ")


def _csaf(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    tree = told.get("product_tree")
    if isinstance(tree, Mapping):
        yield from _branches(tree.get("branches"), "")


def _branches(branches: object, vendor: str) -> Iterator[tuple[str, str]]:
    """CSAF 2.0 section 3.1.2: branches by category, a vendor above its products, to any depth."""
    for one in branches if isinstance(branches, list) else []:
        if not isinstance(one, Mapping):
            continue
        category, name = one.get("category"), str(one.get("name") or "")
        if category == "product_name" and vendor:
            yield vendor, name
        else:
            yield from _branches(one.get("branches"), name if category == "vendor" else vendor)


@dataclass(frozen=True, slots=True)
class SoftwareIndex:
    """Declared products by vendor: (product, number of the caller's)."""

    by_vendor: Mapping[str, tuple[tuple[Product, int], ...]]

    @classmethod
    def of(cls, declared: Sequence[Product | None]) -> "SoftwareIndex":
        """Numbered by their place; None stands for what has no key and is never found."""
        by_vendor: dict[str, list[tuple[Product, int]]] = {}
        for number, product in enumerate(declared):
            if product:
                by_vendor.setdefault(product.vendor, []).append((product, number))
        return cls({vendor: tuple(found) for vendor, found in by_vendor.items()})

    def found(self, named: Sequence[Product]) -> dict[int, str]:
        """The numbers of declared products that are named: "same", one "begins" the other, or "vendor" alone."""
        hits: dict[int, str] = {}
        for one in named:
            for declared, number in self.by_vendor.get(one.vendor, ()):
                if (grade := likeness(one, declared)) and GRADES.index(grade) < GRADES.index(hits.get(number, "")):
                    hits[number] = grade
        return hits


GRADES = ("same", "begins", "vendor", "")


def likeness(named: Product, declared: Product) -> str:
    """How two products of one vendor agree; "" for not. Products of other vendors never agree."""
    if named.vendor != declared.vendor:
        return ""
    if not named.product or not declared.product:
        return "vendor"
    if named.name == declared.name:
        return "same"
    shorter, longer = sorted((named.product, declared.product), key=len)
    return "begins" if longer[: len(shorter)] == shorter else ""
