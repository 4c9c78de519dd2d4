"""Feeds without a database: hosts and addresses, back-off, health, what lists of feeds say."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from watchfloor.receive.formats import feed_pages
from watchfloor.receive.formats.catalog import catalog, hosts
from watchfloor.receive.rules.feeds import Feed, FeedTrouble, Record, health, next_after
from watchfloor.receive.rules.hosts import Allowance, NotAllowed, checked, must_be_listed, networks

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = Feed("f", "http", "https://f.example/", "f", "government", timedelta(minutes=2), 24 * HOUR)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.1.1", "172.16.0.1", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "ff02::1", "::",
    ],
)  # fmt: skip
def test_no_private_address_is_asked(address: str) -> None:
    """Also one that hides an older address, and one that stands behind a public one in the same answer."""
    with pytest.raises(NotAllowed):
        checked([address], Allowance())
    with pytest.raises(NotAllowed):
        checked(["93.184.215.14", address], Allowance())


def test_a_public_address_and_a_private_one_that_is_meant_are_asked() -> None:
    """The setting opens its own network and no other."""
    assert checked(["93.184.215.14", "2606:2800:21f::1"], Allowance()) == "93.184.215.14"
    meant = Allowance(private=networks(["10.2.0.0/16"]))
    assert checked(["10.2.3.4"], meant) == checked(["::ffff:10.2.3.4"], meant).removeprefix("::ffff:")
    with pytest.raises(NotAllowed):
        checked(["10.3.0.1"], meant)


def test_a_host_is_listed_whole_or_below_a_star() -> None:
    """No name that only ends alike."""
    listed = Allowance(frozenset({"api.weather.gov", "*.example.gov"}))
    for good in ("api.weather.gov", "API.weather.gov.", "a.b.example.gov"):
        must_be_listed(good, listed)
    for bad in ("weather.gov", "example.gov", "badexample.gov", "api.weather.gov.evil.example"):
        with pytest.raises(NotAllowed):
            must_be_listed(bad, listed)


def test_waiting_doubles_is_bounded_and_never_too_short() -> None:
    """After ten failures six hours; what the other side asked for is kept to; jitter only adds."""
    waits = [next_after(FEED, failures=n, after=0, jitter=0) for n in range(12)]
    assert waits[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert waits == sorted(waits) and waits[-1] == 6 * HOUR
    assert next_after(FEED, failures=1, after=7200, jitter=0) == 2 * HOUR
    assert timedelta(minutes=2) < next_after(FEED, failures=0, after=0, jitter=1) <= timedelta(minutes=2.2)


def test_health_tells_trouble_before_silence() -> None:
    """Off, waiting, new, failing, silent, well; each by what is known."""
    day_ago, now = NOW - 25 * HOUR, NOW
    on = Record(on=True, approved=False, switched_at=day_ago, well_at=now, fresh_at=day_ago)
    assert health(FEED, on, needs_approval=False, now=now).state == "silent"
    assert health(FEED, on, needs_approval=True, now=now).state == "waits"
    assert health(FEED, Record(on=False, approved=True), needs_approval=False, now=now).state == "off"
    failing = Record(True, False, day_ago, now, None, None, failures=2, trouble="It is away.")
    assert health(FEED, failing, needs_approval=False, now=now).words == "It is away."
    fresh = Record(True, False, day_ago, now, now, NOW - HOUR)
    assert health(FEED, fresh, needs_approval=False, now=now).state == "ok"
    assert health(FEED, Record(True, False, now), needs_approval=False, now=now).state == "new"


def test_the_catalog_says_where_each_address_is_from_and_is_off() -> None:
    """Each with a citation, TLS and a known kind and standing; what is other needs an approval."""
    known = catalog()
    for one in known.feeds.values():
        assert one.citation and one.about and one.kind in known.kinds
        assert not known.standings[one.standing]
        assert one.every >= known.most_every
        assert not one.address or urlsplit(one.address).scheme == "https"
    assert known.standings["other"] is True
    assert "api.weather.gov" in hosts() and "" not in hosts()


def test_lists_of_csaf_and_misp_are_read_and_what_is_none_is_told() -> None:
    """ROLIE before directories; addresses relative to the list; broken or foreign bytes are trouble, no crash."""
    provider = b'{"distributions": [{"rolie": {"feeds": [{"url": "https://a.example/white.json"}]}}]}'
    assert feed_pages.lists_of(provider, "https://a.example/p.json") == (("https://a.example/white.json",), ())
    folder = b'{"distributions": [{"directory_url": "https://a.example/csaf"}]}'
    assert feed_pages.lists_of(folder, "https://a.example/p.json")[1] == ("https://a.example/csaf/",)
    rolie = (
        b'{"feed": {"entry": [{"id": "x", "updated": "2026-01-01T00:00:00Z", "link": ['
        b'{"rel": "self", "href": "x.json"},'
        b' {"rel": "hash", "href": "x.json.sha256"}, {"rel": "hash", "href": "x.json.sha512"}]}]}}'
    )
    one = next(feed_pages.in_rolie(rolie, "https://a.example/csaf/white.json"))
    assert one.address == "https://a.example/csaf/x.json"
    assert [digest.rpartition(".")[2] for digest in one.digests] == ["sha512", "sha256"]
    changes = list(
        feed_pages.in_changes(b'"2026/y.json","2026-02-02T00:00:00Z"\r\n"index.txt","x"\r\n', "https://a.example/")
    )
    assert [(one.address, one.mark) for one in changes] == [("https://a.example/2026/y.json", "2026-02-02T00:00:00Z")]
    good = "5a2f0f5a-0000-4000-8000-000000000001"
    manifest = f'{{"{good}": {{"timestamp": "17"}}, "../../etc/passwd": {{"timestamp": "1"}}}}'.encode()
    assert feed_pages.in_manifest(manifest) == {good: "17"}
    for broken in (b"", b"<html>", b"[]", b'{"distributions": 1}', b'{"feed": {}}', b"[" * 100_000):
        for read in (
            lambda said: feed_pages.lists_of(said, "https://a.example/"),
            lambda said: list(feed_pages.in_rolie(said, "https://a.example/")),
        ):
            with pytest.raises(FeedTrouble):
                read(broken)
