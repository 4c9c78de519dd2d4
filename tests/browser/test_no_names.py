"""After the demo no log, error, metric, address, fact, job or subject of a mail holds one of the made-up names."""

import email
import re
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote_plus

from commanding import command, environment
from playwright.sync_api import Page

from watchfloor.demo.names import FAMILY

Visit = Callable[..., Page]
# surnames that are no word of ours; a given name such as Sage or Rowan may be one
NAMES = re.compile(
    rf"\b(?:{'|'.join(sorted(set(FAMILY) - {'Harrow', 'Merrow', 'Umber', 'Pell', 'Calder'}))})\b", re.IGNORECASE
)

PATHS = ("/", "/board/", "/products/", "/threats/", "/notices/", "/ledger/", "/privacy/texts/", "/no-such/")


def named(text: str) -> list[str]:
    """The made-up surnames that stand in a text."""
    return NAMES.findall(text)


def walked(visit: Visit) -> set[str]:
    """Ana, Sol and Pia walk the desk, and ask for what is not there; every address that their pages name."""
    addresses, seen = set[str](), 0
    for login in ("ana", "sol", "pia"):
        page = visit(login)
        base = "/".join(page.url.split("/", 3)[:3])
        for path in PATHS:
            page.goto(base + path, wait_until="domcontentloaded")
            seen += len(named(page.content()))
            addresses |= {
                page.url,
                *page.eval_on_selector_all("[href]", "all => all.map(one => one.getAttribute('href'))"),
            }
            addresses |= set(
                page.eval_on_selector_all("form", "all => all.map(one => one.getAttribute('action') || '')")
            )
    assert seen > 5, "the pages of the exercise do show names: the test would find one where it looks"
    return addresses


def facts(folder: Path, out: Path) -> str:
    """The exported ledger, line by line; the arguments of jobs are positions of these lines and nothing else."""
    subprocess.run(
        command("ledger", "export", "--out", out, "--data-dir", folder / "data"), check=True,
        env=environment(), stdout=subprocess.DEVNULL, timeout=120,
    )  # fmt: skip
    return (out / "facts.log").read_text(encoding="ascii")


def answered(address: str) -> str:
    """What is answered to nobody in particular, an error too."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as refused:
        return refused.read().decode()


def test_no_name_leaves_the_pages(visit: Visit, center: str, folder: Path, tmp_path: Path) -> None:
    """Addresses, the logs, heads of mails, facts, errors and metrics hold none of the surnames that pages show."""
    addresses = walked(visit)
    assert len(addresses) > 50 and [one for one in addresses if named(unquote_plus(one))] == []
    logs = [path for path in (folder / "data" / "log").rglob("*") if path.is_file()]
    assert logs and all(not named(path.read_text(encoding="utf-8", errors="replace")) for path in logs)
    mails = [email.message_from_bytes(path.read_bytes()) for path in (folder / "data" / "outbox").glob("*.eml")]
    assert all(not named(f"{mail['Subject']} {mail['Message-ID']}") for mail in mails)
    lines = facts(folder, tmp_path / "out")
    assert lines.count("\n") > 100 and named(lines) == []
    for path in ("/metrics", "/healthz", "/readyz", "/no-such/", "/records/x/", "/api/records?x=%ff"):
        assert named(answered(center + path)) == [], path
