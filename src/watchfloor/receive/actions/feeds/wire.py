"""Asking another machine: only a listed host, at an address that was checked, within limits of size and time."""

import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

import urllib3
from django.conf import settings

from watchfloor.receive.formats.catalog import hosts
from watchfloor.receive.rules.feeds import FeedTrouble
from watchfloor.receive.rules.hosts import Allowance, NotAllowed, checked, must_be_listed, networks, private_only

MIB = 1024 * 1024
PIECE = 64 * 1024
AGENT = "watchfloor (fusion center; {contact})"
MOVED = (301, 302, 303, 307, 308)
WORDS = {
    401: ("not-signed-in", "The other side does not know us; renew the account or token of this feed."),
    403: ("not-signed-in", "The other side refuses us; ask its keeper, or renew the account of this feed."),
    404: ("not-there", "Nothing is at that address any more; look up where the feed has moved."),
    429: ("asked-too-often", "The other side asks us to wait."),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer may cost: bytes as unpacked, seconds in all, to connect and between two pieces."""

    bytes: int = 150 * MIB
    seconds: float = 300.0
    connect: float = 10.0
    between: float = 30.0
    redirects: int = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: 200 with its bytes, or 304 without."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    address: str

    @property
    def media(self) -> str:
        """Its Content-Type, in small letters."""
        return self.headers.get("content-type", "").lower()


@dataclass(frozen=True, slots=True)
class Wire:
    """Made once a run. `allowance` MUST come from the settings."""

    allowance: Allowance
    limits: Limits = field(default_factory=Limits)

    def get(self, address: str, headers: Mapping[str, str]) -> Answer:
        """GET it. Each place that a redirection names is checked as the first was; its credentials stay behind.

        Raises FeedTrouble, never anything else for what the other side does.
        """
        given, until = dict(headers), time.monotonic() + self.limits.seconds
        for _ in range(self.limits.redirects + 1):
            parts = _parts(address)
            answer = self._once(address, parts, given, until)
            if answer.status not in MOVED:
                return answer
            there = urljoin(address, answer.headers.get("location", ""))
            if _origin(_parts(there)) != _origin(parts):
                given = {name: said for name, said in given.items() if name.lower() != "authorization"}
            address = there
        raise FeedTrouble("redirects", "The address leads on and on; look up where the feed has moved.")

    def address_of(self, host: str, port: int) -> str:
        """The checked address of a listed host: MUST be what is connected to, so that no second answer counts."""
        try:
            must_be_listed(host, self.allowance)
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            return checked([str(one[4][0]) for one in found], self.allowance)
        except NotAllowed as refused:
            raise FeedTrouble("not-allowed", str(refused)) from refused
        except (OSError, UnicodeError) as error:
            raise FeedTrouble("no-address", "The name of the host leads nowhere; look at name service.") from error

    def _once(self, address: str, parts: SplitResult, headers: Mapping[str, str], until: float) -> Answer:
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        pool = self._pool(parts.scheme, host, port)
        path = parts.path or "/"
        try:
            response = pool.request(
                "GET", f"{path}?{parts.query}" if parts.query else path, redirect=False, retries=False,
                preload_content=False,
                headers={"Host": parts.netloc.rpartition("@")[2], "User-Agent": agent(), **headers},
            )  # fmt: skip
            try:
                return self._taken(address, response, until)
            finally:
                response.close()
        except urllib3.exceptions.HTTPError as error:
            raise _trouble(error) from error
        except OSError as error:
            raise FeedTrouble("not-reached", "The other side could not be reached.") from error
        finally:
            pool.close()

    def _pool(self, scheme: str, host: str, port: int) -> urllib3.HTTPConnectionPool:
        at = self.address_of(host, port)
        waits = urllib3.Timeout(connect=self.limits.connect, read=self.limits.between)
        if scheme == "https":
            proof = ssl.create_default_context()
            return urllib3.HTTPSConnectionPool(
                at, port, timeout=waits, ssl_context=proof, server_hostname=host, assert_hostname=host
            )
        if not private_only(at, self.allowance):
            raise FeedTrouble("not-allowed", "Without TLS only a network of WATCHFLOOR_FEED_PRIVATE is asked.")
        return urllib3.HTTPConnectionPool(at, port, timeout=waits)

    def _taken(self, address: str, response: urllib3.BaseHTTPResponse, until: float) -> Answer:
        headers = {name.lower(): said for name, said in response.headers.items()}
        if response.status in MOVED or response.status == 304:
            return Answer(response.status, headers, b"", address)
        if response.status != 200:
            raise _refused(response.status, headers)
        claimed = headers.get("content-length", "")
        if claimed.isdigit() and int(claimed) > self.limits.bytes:
            raise self._too_large()
        return Answer(200, headers, self._read(response, until), address)

    def _read(self, response: urllib3.BaseHTTPResponse, until: float) -> bytes:
        content = bytearray()
        while piece := response.read1(PIECE, decode_content=True):
            content += piece
            if len(content) > self.limits.bytes:
                raise self._too_large()
            if time.monotonic() > until:
                raise FeedTrouble("time-out", "The answer took too long; what was taken before it stays.")
        return bytes(content)

    def _too_large(self) -> FeedTrouble:
        most = self.limits.bytes // MIB
        return FeedTrouble("too-large", f"The answer is larger than {most} MB; ask the keeper for smaller pages.")


def allowance() -> Allowance:
    """As the settings say, and the hosts of the catalog."""
    return Allowance(hosts() | frozenset(settings.FEED_HOSTS), networks(settings.FEED_PRIVATE))


def agent() -> str:
    """Who asks; api.weather.gov refuses who does not say whom to call."""
    contact = settings.MAIL_FROM.encode("ascii", "ignore").decode()
    return AGENT.format(contact=contact)


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        good = False
    if not good or not address.isascii() or any(letter <= " " for letter in address):
        raise FeedTrouble("not-allowed", "That is no web address; write https://host/path.")
    return parts


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, parts.hostname or "", parts.port


def _refused(status: int, headers: Mapping[str, str]) -> FeedTrouble:
    code, text = WORDS.get(status, ("refused", f"The other side answered with {status}."))
    after = headers.get("retry-after", "")
    return FeedTrouble(code, text, after=min(int(after), 86_400) if after.isascii() and after.isdigit() else 0)


def _trouble(error: urllib3.exceptions.HTTPError) -> FeedTrouble:
    if isinstance(error, urllib3.exceptions.TimeoutError):
        return FeedTrouble("time-out", "The other side did not answer in time; what was taken before stays.")
    if isinstance(error, urllib3.exceptions.SSLError):
        return FeedTrouble("tls", "The other side cannot prove who it is (TLS); ask its keeper.")
    if isinstance(error, urllib3.exceptions.ProtocolError | urllib3.exceptions.DecodeError):
        return FeedTrouble("broken-off", "The answer broke off; it is asked for again.")
    return FeedTrouble("not-reached", "The other side could not be reached.")
