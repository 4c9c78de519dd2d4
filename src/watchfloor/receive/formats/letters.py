"""The reader for mails and documents, and for all else beside them.

It stands apart from `sniff`, because a child that reads neither shall not load what reads them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from watchfloor.core.rules.draft import Reading
from watchfloor.receive.formats import bulletins, mail, sniff
from watchfloor.receive.formats.entries import whole


def read(content: bytes, options: Mapping[str, Any]) -> Iterator[Reading]:
    """Readings of whatever the bytes are. MUST NOT raise for what they hold."""
    refused, of_format = str(options.get("refused", "")), bulletins.kind_of(content)
    if refused and (of_format or mail.is_mail(content)):
        yield whole(of_format or mail.FORMAT, content, refused)
    elif of_format:
        yield from bulletins.read_chunks(content, options)
    elif mail.is_mail(content):
        yield from mail.read_chunks(content, lambda part: sniff.read(part, options))
    else:
        yield from sniff.read(content, options)
