"""What STIX objects say about others and the world, and what is new in them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stix2patterns.validator import run_validator

from watchfloor.receive.rules.pattern import PatternUnreadable, comparisons, parsed
from watchfloor.receive.rules.rating import SourceRating, rating
from watchfloor.receive.rules.stix import Relation, indicators, refs, relations, values
from watchfloor.receive.rules.updating import OLDER, SAME_REVISION, Before, content_digest, update_state

PATTERNS = [
    "[domain-name:value = 'a.example']",
    "[ipv4-addr:value = '198.51.100.1/32' OR ipv4-addr:value IN ('203.0.113.5', '203.0.113.6')]",
    "[file:hashes.MD5 = '0123456789ABCDEF0123456789ABCDEF' AND file:name = 'x y'] FOLLOWEDBY [url:value LIKE 'http%']",
    "([a:b = 1] AND [a:c != -2.5]) WITHIN 300 SECONDS REPEATS 5 TIMES",
    "[a:b.c[*].'d-e'[0] NOT IN (1, 2, 3)] START t'2026-01-01T00:00:00Z' STOP t'2026-02-01T00:00:00Z'",
    "[(a:b = 'c' OR a:b MATCHES '^x\\\\.y$') AND a:d ISSUBSET '198.51.100.0/24']",
    "[x-exercise-phone:value = '(320) 555-0199']",
    "[a:b = h'00FF' AND a:c = b'AAEC' AND a:d = true AND a:e <> false AND a:f == 'it\\'s']",
    "[EXISTS a:b]",
    "[a:b IN ()]",
    "[file:hashes.'SHA-256' NOT = 'abababababababababababababababababababababababababababababababab']",
]
CHAINED = (
    "[a:b = 'c']", "[a:b = 'c' OR file:hashes.'SHA-256' = 'd']", "[", "]", "(", ")", " ", "OR", " OR ", " AND ",
    "AND ", " FOLLOWEDBY ", "a:b='x:y = '", "file:hashes.MD5 = 'e'", "1a:b = 'c'", "a:b = 'it\\'s'", "a:b IN ('c')",
    "NOT", " =",
)  # fmt: skip
BROKEN = [
    "[",
    "[]",
    "a:b = 'c'",
    "[a:b = 'c'",
    "[a:b = c]",
    "[a:b = 'c]",
    "[a = 'c']",
    "[a:b 'c']",
    "[a:b = 'c'] AND",
    "[a:b = 'c'] [d:e = 'f']",
    "[file:hashes.SHA-256 = 'ab']",
    "[a:b LIKE 5]",
    "[a:b = 'c'] WITHIN SECONDS",
    "[a:b = 'c\\x']",
    "[a:b = 'c'] % [d:e = 'f']",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_form_of_the_grammar_is_read(pattern: str) -> None:
    """What the OASIS grammar accepts, ours reads."""
    assert not run_validator(pattern, stix_version="2.1")
    assert comparisons(pattern)


@pytest.mark.parametrize("pattern", BROKEN)
def test_broken_patterns_are_refused_with_their_place(pattern: str) -> None:
    """What the OASIS grammar refuses, ours refuses, and says at which character."""
    assert run_validator(pattern, stix_version="2.1")
    with pytest.raises(PatternUnreadable, match="at character") as caught:
        comparisons(pattern)
    assert 0 <= caught.value.at <= len(pattern)


def test_parentheses_cannot_exhaust_the_stack() -> None:
    """A pattern of ten thousand parentheses is refused, not followed."""
    for pattern in ("(" * 10_000, "[" + "(" * 10_000):
        with pytest.raises(PatternUnreadable):
            comparisons(pattern)


@given(st.text(alphabet="[]()':.,=abAND RIN1*-\\ t", max_size=40))
def test_any_text_is_read_or_refused(pattern: str) -> None:
    """The parser either gives comparisons or says that it cannot; nothing else comes out."""
    try:
        found = comparisons(pattern)
    except PatternUnreadable:
        assert indicators(pattern) == ()
    else:
        assert found


@given(st.text(max_size=20))
def test_values_survive_their_quotes(value: str) -> None:
    """A value written with its escapes comes back as it was."""
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    assert comparisons(f"[a:b = '{quoted}']")[0].values == (value,)


@given(st.lists(st.sampled_from(CHAINED), min_size=1, max_size=9))
def test_what_most_feeds_send_is_read_alike_by_the_short_way(parts: list[str]) -> None:
    """Tests for equality joined in any way, and what merely looks so, give what the whole grammar gives."""
    pattern = "".join(parts)
    try:
        whole = parsed(pattern)
    except PatternUnreadable:
        with pytest.raises(PatternUnreadable):
            comparisons(pattern)
    else:
        assert comparisons(pattern) == whole


def test_values_of_a_pattern_are_named_by_kind() -> None:
    """Equality names a value; similarity, negation and unknown paths do not."""
    assert indicators(PATTERNS[1]) == (("ip", "198.51.100.1"), ("ip", "203.0.113.5"), ("ip", "203.0.113.6"))
    assert indicators(PATTERNS[2]) == (("hash", "0123456789abcdef0123456789abcdef"), ("file-name", "x y"))
    assert indicators("[domain-name:value != 'A.Example' OR domain-name:value = 'B.Example']") == (
        ("domain", "b.example"),
    )
    assert indicators(
        "[network-traffic:dst_ref.value = '2001:db8::1' AND network-traffic:src_ref.value = 'c.example']"
    ) == (
        ("ip", "2001:db8::1"),
        ("domain", "c.example"),
    )
    assert indicators("[email-message:from_ref.value = 'X@y.example' AND url:value = 'http://Z.example/Q']") == (
        ("email", "x@y.example"),
        ("url", "http://Z.example/Q"),
    )


def test_observables_name_themselves() -> None:
    """Addresses, names and hashes of observables; nothing of objects that merely have such properties."""
    assert values({"type": "ipv4-addr", "value": "203.0.113.9"}) == (("ip", "203.0.113.9"),)
    file = {"type": "file", "name": "a.exe", "hashes": {"MD5": "AA", "SHA-256": "BB"}}
    assert values(file) == (("file-name", "a.exe"), ("hash", "aa"), ("hash", "bb"))
    assert values({"type": "indicator", "pattern_type": "stix", "pattern": PATTERNS[0]}) == (("domain", "a.example"),)
    assert values({"type": "malware", "name": "a.exe", "value": "b"}) == ()


def test_relations_are_read_in_their_direction() -> None:
    """A relationship speaks for its two ends; every other reference goes out from the object itself."""
    ids = {kind: f"{kind}--00000000-0000-4000-8000-000000000001" for kind in ("tool", "malware", "identity", "report")}
    link: dict[str, Any] = {
        "type": "relationship", "id": "relationship--00000000-0000-4000-8000-000000000001", "relationship_type": "uses",
        "source_ref": ids["tool"], "target_ref": ids["malware"], "created_by_ref": ids["identity"],
    }  # fmt: skip
    assert relations(link)[0] == Relation("uses", ids["tool"], ids["malware"])
    assert refs(link) == (ids["tool"], ids["malware"], ids["identity"])
    report = {"type": "report", "id": ids["report"], "object_refs": [ids["tool"], "nonsense", 5]}
    assert relations(report) == (Relation("object", ids["report"], ids["tool"]),)


OLD, NEW = "2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("before", "revision", "digest", "expected"),
    [
        (None, NEW, b"a", ("opened", "")),
        (Before(OLD, b"a"), NEW, b"b", ("updated", "")),
        (Before(OLD, b"a"), OLD, b"a", ("unchanged", "")),
        (Before(OLD, b"a"), NEW, b"a", ("unchanged", "")),
        (Before(OLD, b"a"), OLD, b"b", ("updated", SAME_REVISION)),
        (Before(OLD, b"a"), "2026-01-01T00:00:00Z", b"b", ("updated", SAME_REVISION)),
        (Before(NEW, b"a"), OLD, b"b", ("unchanged", OLDER)),
        (Before("2026-01-01T00:00:00.1234567Z", b"a"), "2026-01-01T00:00:00.1234568Z", b"b", ("updated", "")),
        (Before("", b"a"), "", b"b", ("updated", SAME_REVISION)),
        (Before("7", b"a"), "8", b"b", ("updated", "")),
    ],
)
def test_what_is_new_newer_or_known(
    before: Before | None, revision: str, digest: bytes, expected: tuple[str, str]
) -> None:
    """The source's own version mark decides, the content has the last word; nothing is dropped silently."""
    assert update_state(before, revision, digest) == expected


@given(st.dictionaries(st.text(), st.integers() | st.text(), max_size=6))
def test_layout_does_not_change_a_digest(data: dict[str, Any]) -> None:
    """The order of names is no content; any value is."""
    assert content_digest(dict(reversed(data.items()))) == content_digest(data)
    assert content_digest({**data, "x-added": 1}) != content_digest(data)


def test_an_unrated_source_is_unverified() -> None:
    """F is a grade that somebody gave; no grade is none, and says the way out."""
    assert not SourceRating().weighed()
    assert SourceRating().weighed().against[0].way_out
    assert SourceRating("F").weighed()
    assert rating("B") == SourceRating("B")
    assert rating("G") is None
    assert SourceRating("A").said == "A - completely reliable"
