"""What a report says of times, heights, vehicles, weapons, people's looks and roads: suggestions for a person.

None of it is taken without a person, and no description of a person is ever a feature by which people are found.
"""

import re
from collections.abc import Iterator

from watchfloor.text.found import Found

_ZONED = re.compile(r"(?<![\w-])(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)\s?(?P<z>[ACEHLMPZ])(?!\w)")
_CLOCK = re.compile(
    r"(?<![\d:.])(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?::[0-5]\d)?(?:\s?(?P<half>[ap])\.?m\b\.?)?(?!\d)", re.IGNORECASE
)
_HOUR = re.compile(r"(?<![\d:.,-])(?P<h>1[0-2]|0?[1-9])\s?(?P<half>[ap])\.?m\b\.?", re.IGNORECASE)
_HOURS = re.compile(r"(?<![\d:.,-])(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)\s?(?:hours|hrs)\b", re.IGNORECASE)
_FEET = re.compile(
    r"(?<![\w.,/-])(?:(?P<low>\d{1,3}(?:,\d{3})|\d{2,5})\s?(?:-|\s(?:TO|AND)\s)\s?)?(?P<said>\d{1,2}(?:,\d{3})|\d{2,5})"
    r"\s?(?:FEET|FOOT|FT|['’])(?![\w])(?P<more>\s(?:AGL|MSL|ABOVE (?:GROUND|SEA))\b)?",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"\bFL\s?(?P<said>\d{3})\b")
_BARE = re.compile(r"\bAT (?P<said>\d{1,2},\d{3}) (?=WHILE|VCNTY|VICINITY|OVER|NEAR)")
# a height above or below, or a distance from, something that is seen says nothing of the height above the ground
_RELATIVE = re.compile(
    r"\s*(?:ABOVE(?! (?:GROUND|SEA|[A-Z]{3}\b(?<!THE|HIS|HER)))|BELOW|UNDER|BENEATH|OFF|FROM|AWAY|LATERAL|IN FRONT"
    r"|TO THE|LONG|WIDE|AHEAD"
    r"|IN DIAMETER|DIAMETER|OF (?:THE )?(?:ACFT|AIRCRAFT))",
    re.IGNORECASE,
)
_ACFT_ABOVE = re.compile(r"\s*ABOVE(?:\s+(?:AND|THE|ACFT|AIRCRAFT)\b|\s+AT\b|[.,]|\s*$)", re.IGNORECASE)
_MAKERS = (
    r"AIRBUS|BOEING|CESSNA|PIPER|BEECH(?:CRAFT)?|CIRRUS|DIAMOND|PILATUS|GULFST?R?EAM|LEARJET|BOMBARDIER|DASSAULT"
    r"|EMBRAER|CANADAIR|ROBINSON|BELL|EUROCOPTER|SIKORSKY|AGUSTA|GRUMMAN(?: AMERICAN)?|MOONEY|SAAB"
    r"|VAN'S|TECNA[MI]?|AIRPLANE FACTORY|TITAN"
)
_MADE = re.compile(rf"\b(?:{_MAKERS})\s+(?P<type>[A-Z]{{0,4}}-?\d[A-Z0-9]{{0,3}}|[A-Z]{{2,4}}\d?|AEROSPACE)\b")
_TYPE = re.compile(
    r"(?<![\w-])(?:A(?:3[0-9]{2}|2[01]N|3[0-9]K)|B(?:7[0-9]{2}|7[0-9][A-Z]|3[89]M)|CRJ[0-9X]"
    r"|E(?:1[0-9]{2}|[0-9]{2}[A-Z]|75[LS])|MD[0-9]{2}"
    r"|C(?:17|130|1[0-9]{2}|5)|KC135|F(?:35|16|18|22)|TEX2|P28[A-Z]"
    r"|DA4[02]|SR2[02]|PC12|GLF[0-9]|H25B|BE[0-9]{2}|R44|EC[0-9]{2})(?![\w-])"
)
_COLORS = r"black|white|gray|grey|silver|red|blue|green|brown|tan|gold|beige|yellow|orange|maroon|purple|dark|light"
_BODIES = (
    r"car|sedan|coupe|van|minivan|truck|pickup|suv|jeep|motorcycle|trailer|bus|box truck|boat|rv|bicycle"
    r"|hatchback|wagon"
)
_VEHICLE = re.compile(
    rf"\b(?:(?:{_COLORS})(?:[ -](?:{_COLORS}))?(?:-colored)?,?\s+)"
    rf"(?:(?:19|20)\d\d\s+)?(?:[A-Z][\w-]+\s+){{0,3}}(?:{_BODIES})\b"
    rf"|\b(?:19|20)\d\d\s+(?:[A-Z][\w-]+\s+){{1,3}}(?:{_BODIES})?\b",
)
_WEAPON = re.compile(
    r"\b(?:(?:hand|shot|machine|ghost)[ -]?guns?|pistols?|rifles?|revolvers?|carbines?|firearms?"
    r"|AR-?15s?|AK-?47s?|knife|knives"
    r"|machetes?|swords?|(?:pipe )?bombs?|explosives?|dynamite|detonators?|grenades?|IEDs?"
    r"|molotov(?: cocktails?)?|ammunition"
    r"|pepper spray|crossbows?|body armor)\b",
    re.IGNORECASE,
)
_LOOKS = re.compile(
    r"(?:\bapprox(?:imately|\.)?\s)?\b(?:\d['’]\s?\d{1,2}[\"”]?|(?:[1-9]\d)\s?(?:years? old|yo\b|y/o)"
    r"|(?:in (?:his|her|their) )?(?:early |mid |late )?\d0s\b"
    r"|\d{2,3}\s?(?:lbs?|pounds)|wearing (?:an? )?[\w ,-]{3,60}"
    r"|(?:bald|beard(?:ed)?|tattoos?[\w ,]{0,30}|ponytail|scar[\w ,]{0,20}|glasses))",
    re.IGNORECASE,
)
_ROUTE = re.compile(
    r"\b(?:I|US|SR|CR|CSAH|HWY|Highway|Hwy|State Route|Route|Interstate|County Road|MN|TH)[ -]?\d{1,4}[A-Z]?\b"
    r"(?:\s(?:and|at|&)\s(?:I|US|SR|CR|CSAH|HWY|Highway|Hwy|Route|County Road|MN|TH)[ -]?\d{1,4}\b)?"
)
_WORD = r"[A-Z0-9][\w'’.-]*"
_STREET = r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Parkway|Pkwy|STREET|ST|AVENUE|AVE|ROAD|RD)"
_CROSSING = re.compile(
    rf"\b{_WORD}(?: {_WORD}){{0,2}} (?:{_STREET}\.? )?(?:and|at|&|AND|AT) {_WORD}(?: {_WORD}){{0,2}} {_STREET}\b"
)


def times(text: str) -> Iterator[Found]:
    """`value` is "14:05", `note` the zone letter or "" where none is said: 1405C, 14:05, 2:05 pm, 1405 hours."""
    for pattern in (_ZONED, _CLOCK, _HOUR, _HOURS):
        for hit in pattern.finditer(text):
            parts = hit.groupdict()
            hour, half = int(parts["h"]), (parts.get("half") or "").lower()
            if half and not 1 <= hour <= 12:
                continue
            hour = hour % 12 + (12 if half == "p" else 0) if half else hour
            yield Found("time", *hit.span(), hit[0], f"{hour:02}:{parts.get('m') or '00'}", parts.get("z") or "")


def altitudes(text: str) -> Iterator[Found]:
    """`value` in feet; what is said of the height above or below something else, and distances, are left out."""
    for hit in _FEET.finditer(text):
        after = text[hit.end() : hit.end() + 40]
        if not hit["more"] and (_RELATIVE.match(after) or _ACFT_ABOVE.match(after)):
            continue
        for name in ("low", "said"):
            if hit[name]:
                yield Found("altitude", *hit.span(name), hit[name], hit[name].replace(",", ""), "feet")
    for hit in _LEVEL.finditer(text):
        yield Found("altitude", *hit.span(), hit[0], f"{int(hit['said']) * 100}", "flight level")
    for hit in _BARE.finditer(text):
        yield Found("altitude", *hit.span("said"), hit["said"], hit["said"].replace(",", ""), "feet")


def aircraft(text: str) -> Iterator[Found]:
    """Maker and type, or a type designator of ICAO Doc 8643; `value` is the type."""
    for hit in _MADE.finditer(text):
        yield Found("vehicle", *hit.span(), hit[0], hit["type"], "aircraft")
    for hit in _TYPE.finditer(text):
        yield Found("vehicle", *hit.span(), hit[0], hit[0], "aircraft")


def vehicles(text: str) -> Iterator[Found]:
    """Color, year, make and kind as written; `value` in lower case."""
    for hit in _VEHICLE.finditer(text):
        yield Found("vehicle", *hit.span(), hit[0], " ".join(hit[0].lower().split()), "vehicle")


def weapons(text: str) -> Iterator[Found]:
    """Words for weapons and what explodes."""
    for hit in _WEAPON.finditer(text):
        yield Found("weapon", *hit.span(), hit[0], hit[0].lower())


def descriptions(text: str) -> Iterator[Found]:
    """Height, age, weight, clothes and marks of a person; never race, sex or another protected characteristic."""
    for hit in _LOOKS.finditer(text):
        yield Found("description", *hit.span(), hit[0], " ".join(hit[0].lower().split()))


def roads(text: str) -> Iterator[Found]:
    """Numbered roads, and where two roads meet."""
    for pattern in (_ROUTE, _CROSSING):
        for hit in pattern.finditer(text):
            yield Found("road", *hit.span(), hit[0], " ".join(hit[0].split()))


def observed(text: str) -> tuple[Found, ...]:
    """All of it in order of place; where two overlap the longer one stands."""
    found = [hit for one in RECOGNIZERS for hit in one(text)]
    kept: list[Found] = []
    for hit in sorted(found, key=lambda hit: (hit.start - hit.end, hit.start)):
        if not any(hit.start < other.end and other.start < hit.end for other in kept):
            kept.append(hit)
    return tuple(sorted(kept, key=lambda hit: hit.start))


RECOGNIZERS = (times, altitudes, aircraft, vehicles, weapons, descriptions, roads)
