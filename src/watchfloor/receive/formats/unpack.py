"""gzip, bounded: what a packed file may grow to is decided before it grows."""

import zlib

MAGIC = b"\x1f\x8b"
LARGEST = 150 * 1024 * 1024
RATIO, FREE = 200, 8 * 1024 * 1024
STEP = 1024 * 1024


class NotUnpackable(ValueError):
    """The gzip file is broken or grows too large; the text names the rule and the way out."""


def unpack(content: bytes, limit: int = LARGEST) -> bytes:
    """The file inside a gzip (all its members), else the bytes as given.

    `limit` bytes are the most; beyond 8 MiB it may not grow more than 200-fold. Raises NotUnpackable.
    """
    if not content.startswith(MAGIC):
        return content
    most = min(limit, max(FREE, RATIO * len(content)))
    rest, plain = content, bytearray()
    while rest.startswith(MAGIC):
        rest = _member(rest, plain, most)
    if rest.strip(b"\0"):
        raise NotUnpackable("Something else follows the gzip data (RFC 1952). Fetch it again, or unpack it yourself.")
    return bytes(plain)


def _member(content: bytes, plain: bytearray, most: int) -> bytes:
    inflate, rest = zlib.decompressobj(wbits=31), content
    while not inflate.eof:
        try:
            part = inflate.decompress(rest, STEP)
        except zlib.error as error:
            raise NotUnpackable("The gzip file is broken (RFC 1952). Fetch it again, or unpack it yourself.") from error
        plain += part
        rest = inflate.unconsumed_tail
        if len(plain) > most:
            raise NotUnpackable(f"Unpacked it has more than {most:,} bytes (rule intake.limit). Split it.")
        if not part and not rest and not inflate.eof:
            raise NotUnpackable("The gzip file ends too early (RFC 1952). Fetch it again.")
    return inflate.unused_data
