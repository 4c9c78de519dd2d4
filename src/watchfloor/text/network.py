"""Identifiers of networks and files: web addresses, domains, IP addresses, hashes, CVE ids; defanged forms too."""

import ipaddress
import re
from collections.abc import Iterator

from watchfloor.text.data import lists
from watchfloor.text.found import Found

_DOT = r"(?:\.|\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\))"
_FANGS = re.compile(r"[\[({](?:\.|dot)[\])}]", re.IGNORECASE)
_SCHEME = re.compile(r"^(hxxp|http|hxtp|h\*\*p|ftp|fxp)(s?)(?:\[:\]|:)(?://|\[//\])", re.IGNORECASE)
_URL = re.compile(
    r"(?<!\w)(?:hxxp|http|hxtp|h\*\*p|ftp|fxp)s?(?:\[:\]|:)(?://|\[//\])[^\s<>\"'“”‘’{}|\\^`]{3,2000}", re.IGNORECASE
)
_DOMAIN = re.compile(
    rf"(?<![\w@./-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]{{0,62}}){_DOT}){{1,8}}(?P<end>[A-Za-z]{{2,24}})(?![\w@-])",
    re.IGNORECASE,
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IPV4 = re.compile(rf"(?<![\w.-]){_OCTET}(?:{_DOT}{_OCTET}){{3}}(?!\w|{_DOT}\d|-\d)", re.IGNORECASE)
_IPV6 = re.compile(
    r"(?<![\w:.])(?=[0-9A-Fa-f:]*::|(?:[0-9A-Fa-f]{1,4}:){7})[0-9A-Fa-f:]{3,39}(?:(?<=:)[\d.]{7,15})?(?![\w:])"
)
_VERSION = re.compile(r"(?:\bv|\bver(?:sion)?\.?|\brelease|\bfirmware)\s*$", re.IGNORECASE)
_HASH = re.compile(r"(?<![\w-])(?:[0-9A-Fa-f]{64}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{32})(?![\w-])")
_CVE = re.compile(r"(?<!\w)CVE-\d{4}-\d{4,7}(?!\w)", re.IGNORECASE)
_TWO_LETTERS = re.compile(r"\.[A-Za-z]{2}")
_FIGURE_AFTER_DOT = re.compile(r"\.[\d\])}]")
_ALGORITHMS = {32: "md5", 40: "sha1", 64: "sha256"}


def urls(text: str) -> Iterator[Found]:
    """Web addresses and the domain of each: scheme and host in lower case, refanged; the path as it was written."""
    if "://" not in text and "[:]" not in text and ":[//]" not in text:
        return
    for hit in _URL.finditer(text):
        said = _without_tail(hit[0])
        scheme = _SCHEME.match(said)
        if scheme is None:
            continue
        rest = _FANGS.sub(".", said[scheme.end() :])
        host, slash, path = rest.partition("/")
        name = {"h": "http", "f": "ftp"}[scheme[1][0].lower()] + scheme[2].lower()
        note = "" if f"{name}://{rest}".lower() == said.lower() else "defanged"
        yield Found("url", hit.start(), hit.start() + len(said), said, f"{name}://{host.lower()}{slash}{path}", note)


def domains(text: str) -> Iterator[Found]:
    """Domains of two labels and more with a known ending; within a web address the host.

    An ending that is a common ending of files too, or one written in capitals that is a country's, counts only if
    defanged: "NOTIFIED.NO EVASIVE" is a missing space.
    """
    if "." not in text and "dot" not in text.lower():
        return
    if not _TWO_LETTERS.search(text) and not _FANGS.search(text):
        return
    for hit in _DOMAIN.finditer(_hosts_only(text)):
        said, end = hit[0], hit["end"]
        defanged, known = bool(_FANGS.search(said)), lists()
        fits = known.domains if defanged else known.plain_domains if end.islower() else known.generic_domains
        in_address = text[max(0, hit.start() - 3) : hit.start()] == "://"
        if end.lower() in (known.domains if in_address else fits):
            yield Found("domain", *hit.span(), said, _FANGS.sub(".", said).lower(), "defanged" if defanged else "")


def addresses(text: str) -> Iterator[Found]:
    """IP addresses; `value` is the shortest form, `note` "IPv4" or "IPv6". A version number is none."""
    if _FIGURE_AFTER_DOT.search(text) or "dot]" in text.lower() or "dot)" in text.lower():
        for hit in _IPV4.finditer(text):
            if not _VERSION.search(text[max(0, hit.start() - 12) : hit.start()]):
                yield from _address(hit, _FANGS.sub(".", hit[0]))
    if text.count(":") > 1:
        for hit in _IPV6.finditer(text):
            yield from _address(hit, hit[0])


def hashes(text: str) -> Iterator[Found]:
    """MD5, SHA-1 and SHA-256 in hexadecimal; `value` in lower case, `note` the algorithm that the length tells."""
    if len(max(text.split(), key=len, default="")) < 32:
        return
    for hit in _HASH.finditer(text):
        value = hit[0].lower()
        if len(set(value)) > 6 and not value.isdigit():
            yield Found("hash", *hit.span(), hit[0], value, _ALGORITHMS[len(value)])


def cves(text: str) -> Iterator[Found]:
    """CVE ids in capitals."""
    if "CVE-" in text or "cve-" in text:
        for hit in _CVE.finditer(text):
            yield Found("cve", *hit.span(), hit[0], hit[0].upper())


def _address(hit: re.Match[str], plain: str) -> Iterator[Found]:
    try:
        read = ipaddress.ip_address(plain)
    except ValueError:
        return
    if not (read.is_unspecified or read.is_loopback):
        yield Found("ip", *hit.span(), hit[0], read.compressed, f"IPv{read.version}")


def _without_tail(said: str) -> str:
    # the full stop, comma or bracket that ends the sentence is no part of the address
    cut = said.rstrip(".,;:!?")
    while cut.endswith((")", "]")) and cut.count(cut[-1]) > cut.count({")": "(", "]": "["}[cut[-1]]):
        cut = cut[:-1].rstrip(".,;:!?")
    return cut


def _hosts_only(text: str) -> str:
    # blanks what follows the host of a web address, keeping every place
    if "://" not in text and "[:]" not in text and ":[//]" not in text:
        return text
    return _URL.sub(_blank_path, text)


def _blank_path(hit: re.Match[str]) -> str:
    scheme = _SCHEME.match(hit[0])
    begin = scheme.end() if scheme else 0
    host = re.split(r"[/?#:]", hit[0][begin:], maxsplit=1)[0].rpartition("@")[2]
    start = hit[0].index(host, begin)
    return (" " * start + host).ljust(len(hit[0]))
