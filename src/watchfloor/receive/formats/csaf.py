"""A CSAF 2.0 advisory (JSON) into a draft: shape and mandatory tests decide, the other tests are told to the reader."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.receive.formats.csaf_shape import beyond, misshapen
from watchfloor.receive.formats.entries import entry
from watchfloor.receive.rules import csaf, csaf_document, csaf_may, csaf_products, csaf_should
from watchfloor.receive.rules.csaf import STANDARD, Json, Test

FORMAT = "csaf"
WAY_OUT = "Ask the publisher to mend it."
OWN = re.compile(r" \((6\.\d\.[\d.]+)\)$")  # a test that looks at several things says which one it was
MOST = 20  # findings told one by one; more of one test are counted


def read_chunks(content: bytes, options: Mapping[str, Any]) -> Iterator[Reading]:
    """One Reading with the advisory, or with why it is set aside. MUST NOT raise for what the bytes hold."""
    del options
    begin = content.index(b"{")
    span = (begin, content.rindex(b"}") + 1 - begin)
    told = entry(content, span, "advisory", citation=f"{STANDARD}, JSON schema")
    if isinstance(told, SetAside):
        yield Reading(FORMAT, (), (told,), whole=True)
        return
    broken = _broken(told)
    if broken:
        yield Reading(FORMAT, (), (SetAside(broken[0].split(":")[0], broken[:MOST], span),), whole=True)
        return
    yield Reading(FORMAT, (_draft(told, span),), ())


def _broken(told: Json) -> tuple[str, ...]:
    if wrong := misshapen(told):
        return (f"{wrong} ({STANDARD}, JSON schema). {WAY_OUT}",)
    tests = (*csaf_products.TESTS, *csaf_document.TESTS)
    return tuple(f"{text} {WAY_OUT}" for test in tests for text in _told(test, told))


def _told(test: tuple[str, Test], told: Json) -> Iterator[str]:
    number, run = test
    for place, what in run(told):
        own = OWN.search(what)
        said = what.removesuffix(own[0]) if own else what
        yield f"{place}: {said} ({STANDARD} section {own[1] if own else number})."


def _draft(told: Json, span: tuple[int, int]) -> Draft:
    document = told["document"]
    label = ((document.get("distribution") or {}).get("tlp") or {}).get("label", "")
    text = (document.get("distribution") or {}).get("text") or ""
    return Draft(
        kind="csaf", origin_key=f"{document['publisher']['namespace']} {document['tracking']['id']}",
        revision=str(document["tracking"]["current_release_date"]), title=csaf.title(told), body=csaf.body(told),
        data=told, when=csaf.when(told), markings=tuple(filter(None, (f"TLP:{label}" if label else "",))),
        piece=span, findings=(*_findings(told), *((f"Its publisher says of sharing: {text[:300]}",) if text else ())),
    )  # fmt: skip


def _findings(told: Json) -> Iterator[str]:
    """What the optional and informative tests find, each test's first with the number of the others."""
    for test in (*csaf_should.TESTS, *csaf_may.TESTS):
        found = list(_told(test, told))
        if found:
            yield f"{found[0]}{f' So do {len(found) - 1} more.' if len(found) > 1 else ''}"
    more = list(beyond(told))
    if more:
        yield f"{', '.join(more[:MOST])}: not in the schema, kept ({STANDARD} section 6.2.20)."


def digest_fits(content: bytes, said: bytes) -> bool:
    """Whether the text of a .sha512 or .sha256 file beside an advisory is the digest of its bytes."""
    word = said.split()[0].decode("ascii", "replace").lower() if said.split() else ""
    made = {128: hashlib.sha512, 64: hashlib.sha256}.get(len(word))
    return made is not None and made(content).hexdigest() == word
