"""Identifiers in free text: found where they are, not where they only seem to be. Nobody and nothing in it exists."""

import timeit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from watchfloor.text.recognize import recognize

NARRATIVE = (
    "PRELIM INFO FROM FAA OPS: PONTIAC, MI/UAS INCIDENT/1451E/PONTIAC ATCT ADVISED CESSNA C25B, REPORTED A UAS 40 FEET "
    "OFF THE LEFT WING WHILE NW BOUND AT 3,000 FEET 6 SE PONTIAC. AFTER LANDING PIC SAID THE OBJECT WAS POSSIBLY A "
    "BALLOON. NO EVASIVE ACTION TAKEN. LOCAL LEO NOTIFIED (PHONE NUMBER NOT PROVIDED)."
)


@pytest.mark.parametrize(
    ("text", "kind", "value", "note"),
    [
        ("call (218) 555-0142 now", "phone", "+12185550142", ""),
        ("218-555-0142", "phone", "+12185550142", ""),
        ("218.555.0142.", "phone", "+12185550142", ""),
        ("+1 218 555 0142", "phone", "+12185550142", ""),
        ("1-218-555-0142 x12", "phone", "+12185550142", "ext 12"),
        ("phone 2185550142", "phone", "+12185550142", ""),
        ("called from 2185550142", "phone", "+12185550142", ""),
        ("+44 20 7946 0958", "phone", "+442079460958", ""),
        ("Jo.Doe@Example.ORG,", "email", "jo.doe@example.org", ""),
        ("jo[at]example[.]org", "email", "jo@example.org", "defanged"),
        ("jo (at) example (dot) org", "email", "jo@example.org", "defanged"),
        ("Minnesota plate EXR 4471", "plate", "EXR4471", "MN"),
        ("MN EXR4471", "plate", "EXR4471", "MN"),
        ("MN EXR 4471 was seen", "plate", "EXR4471", "MN"),
        ("license plate number: exr4471", "plate", "EXR4471", ""),
        ("tag EXR-4471", "plate", "EXR4471", ""),
        ("A RED TRUCK, LIC# EXR4471, LEFT", "plate", "EXR4471", ""),
        ("PLATE 447 EXR PARKED", "plate", "447EXR", ""),
        ("plate EXR4471 (WI)", "plate", "EXR4471", "WI"),
        ("West Virginia plates 1AB 234", "plate", "1AB234", "WV"),
        ("plate WI EXR4471", "plate", "EXR4471", "WI"),
        ("EXR 4471 Minnesota plates", "plate", "EXR4471", "MN"),
        ('plate "EXR 4471"', "plate", "EXR4471", ""),
        ("plate EXR4471 was seen", "plate", "EXR4471", ""),
        ("Delaware tag 123456", "plate", "123456", "DE"),
        ("CA 1ABC234", "plate", "1ABC234", "CA"),
        ("vin 1M8GDM9AXKP042788", "vin", "1M8GDM9AXKP042788", ""),
        ("IMEI: 49-015420-323751-8 seized", "imei", "490154203237518", ""),
        ("passport no. C01234567", "document", "passport:C01234567", ""),
        ("US Passport X1234567", "document", "passport:X1234567", ""),
        ("Minnesota driver's license D123-4567-89012", "document", "license:D123456789012", "MN"),
        ("DL WI D12345678", "document", "license:D12345678", "WI"),
        ("123-45-6789", "ssn", "123456789", ""),
        ("SSN 123 45 6789", "ssn", "123456789", ""),
        ("social security number is 123456789", "ssn", "123456789", ""),
        ("see hxxps://Evil.example[.]com/a?b=C.", "url", "https://evil.example.com/a?b=C", "defanged"),
        ("http://example.org", "url", "http://example.org", ""),
        ("evil[.]example[.]zip", "domain", "evil.example.zip", "defanged"),
        ("at update.example.com,", "domain", "update.example.com", ""),
        ("WWW.EXAMPLE.COM", "domain", "www.example.com", ""),
        ("from 203.0.113.9.", "ip", "203.0.113.9", "IPv4"),
        ("203[.]0[.]113[.]9", "ip", "203.0.113.9", "IPv4"),
        ("2001:DB8:0:0::1", "ip", "2001:db8::1", "IPv6"),
        ("9E107D9D372BB6826BD81D3542A419D6", "hash", "9e107d9d372bb6826bd81d3542a419d6", "md5"),
        ("2fd4e1c67a2d28fced849ee1bb76e7391b93eb12", "hash", "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12", "sha1"),
        ("d7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592", "hash",
         "d7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592", "sha256"),
        ("cve-2021-44228", "cve", "CVE-2021-44228", ""),
    ],
)  # fmt: skip
def test_each_form_has_one_value(text: str, kind: str, value: str, note: str) -> None:
    """However it is written, the comparable form is the same, and the place is where it stands."""
    hits = [hit for hit in recognize(text) if hit.kind == kind]
    assert [(hit.value, hit.note) for hit in hits] == [(value, note)]
    assert all(text[hit.start : hit.end] == hit.said for hit in hits)


@pytest.mark.parametrize(
    "text",
    [
        NARRATIVE,
        "911 and 555-0142 and 2500-2,800 FEET at 1234Z",
        "order 2185550142",
        "call 911-555-0142",
        "plate glass, the tag line, a license",
        "LICENSE PLATE NOT SEEN",
        "plate was 12 inches",
        "MN HWY 169 and MN 55401 and IN CRJ900 OR BOEING 737",
        "driver's license was shown",
        "license 12345",
        "drone registration N123AB",
        "1M8GDM9A1KP042788",
        "11111111111111111 and ABCDEFGHJKLMNPRST",
        "000-12-3456 666-12-3456 900-12-3456 123-00-4567 123-45-0000 078-05-1120",
        "123-456-789",
        "LEO NOTIFIED.NO EVASIVE ACTION",
        "report.pdf and setup.exe and read.me and e.g. this, U.S.A.",
        "version 1.2.3.4 and firmware 10.0.0.1",
        "12:30:45 and 00:1a:2b:3c:4d:5e",
        "1.2.3.4.5 and 300.1.1.1",
        "00000000000000000000000000000000",
        "someone @ home",
    ],
)
def test_what_only_looks_like_one_is_left(text: str) -> None:
    """Heights, roads, types of aircraft, files, versions and numbers never issued are no identifiers."""
    assert recognize(text) == ()


def test_a_web_address_gives_its_domain_too() -> None:
    """The host of a web address is a domain of its own; the path is not searched for one."""
    hits = recognize("see https://news.example.org/evil.example.com/x (now)")
    assert [(hit.kind, hit.value) for hit in hits] == [
        ("url", "https://news.example.org/evil.example.com/x"),
        ("domain", "news.example.org"),
    ]
    assert [hit.value for hit in recognize("http://203.0.113.9/x") if hit.kind == "ip"] == ["203.0.113.9"]


def test_a_place_is_one_thing_only() -> None:
    """The domain of a mail address is no hit of its own, and a number is not phone and SSN at once."""
    assert [hit.kind for hit in recognize("jo@example.org, 218-555-0142, 123-45-6789")] == ["email", "phone", "ssn"]


def test_only_the_kinds_that_were_asked_for() -> None:
    """A caller may ask for some kinds."""
    assert [hit.kind for hit in recognize("jo@example.org 218-555-0142", kinds={"phone"})] == ["phone"]


@given(st.text(alphabet="AB12 .-@[]()/:xhtp+#,\nPLATEMNssn", max_size=60))
@example("plate " * 50)
def test_any_text_is_read_without_a_fault(text: str) -> None:
    """Every hit lies in the text, says what stands there and has a value; hits come in order."""
    hits = recognize(text)
    assert all(text[hit.start : hit.end] == hit.said and hit.value for hit in hits)
    assert [hit.start for hit in hits] == sorted(hit.start for hit in hits)


@given(st.from_regex(r"[2-9][02-8][0-9]-[2-9][0-9]{2}-[0-9]{4}", fullmatch=True))
def test_every_number_of_the_plan_is_found(number: str) -> None:
    """Area and exchange codes from 200 up, services excepted."""
    (hit,) = recognize(number)
    assert hit.value == "+1" + number.replace("-", "")


@pytest.mark.parametrize(
    "text", ["1" * 50_000, "a." * 25_000, "plate " * 9_000, "+2" * 25_000, "A1" * 25_000, "(2" * 25_000]
)
def test_no_text_takes_long(text: str) -> None:
    """Fifty thousand characters made to be slow are done in well under a second each."""
    assert timeit.timeit(lambda: recognize(text), number=1) < 2
