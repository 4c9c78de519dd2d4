"""Numbers of mobile devices (IMEI), which need their word beside them and the right check digit."""

import re
from collections.abc import Iterator

from watchfloor.text.found import Found

_LINK = r"(?:[\s:#=,(]|\b(?:number|no|num|nbr|is|was|of)\b\.?){1,6}"
_IMEI = re.compile(rf"\bIMEI\b{_LINK}(?P<said>\d(?:[ -]?\d){{14}})(?!\d)", re.IGNORECASE)


def imeis(text: str) -> Iterator[Found]:
    """`value` is the fifteen digits. One whose digit of Luhn is wrong (GSMA TS.06) is no hit."""
    if "IMEI" in text.upper():
        for hit in _IMEI.finditer(text):
            digits = [int(each) for each in hit["said"] if each.isdigit()]
            doubled = [each if n % 2 == 0 else each * 2 - 9 * (each > 4) for n, each in enumerate(digits)]
            if sum(doubled) % 10 == 0:
                yield Found("imei", *hit.span("said"), hit["said"], "".join(map(str, digits)))
