"""The audit pack: made by a click, checked without us, and what it must not hold."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from commanding import command, environment
from django.test import Client
from makers import open_tips

from watchfloor.core.sealer import signing
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.protect.actions.purge import purge
from watchfloor.protect.formats import pack

At = Callable[[str], Client]
URL = "/privacy/pack/"


@pytest.fixture(scope="module")
def made(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> bytes:
    """A pack of Pia's in a house that holds a tip, a purge, a case and a refusal."""
    open_tips(cast, "A featherwick lantern hung from the sluice.")
    gone = open_tips(cast, "Another featherwick lantern.")[0]
    purge(record_ids=[gone.public_id], because="stale featherwick", second_id=cast.person("dee").id,
          by=cast.as_("pia"), now=cast.now)  # fmt: skip
    at_desk("ana").get("/privacy/")
    seal_all()
    answer = at_desk("pia").post(URL, {"days": "366"})
    assert answer.status_code == 200, answer.content.decode()[:2000]
    assert answer["Content-Type"] == "application/zip"
    return answer.content


def files(content: bytes) -> dict[str, bytes]:
    """What a pack holds, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {one.filename: archive.read(one) for one in archive.infolist()}


def packed(said: dict[str, bytes]) -> bytes:
    """A pack with these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in said.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_it_holds_what_an_audit_asks_for(made: bytes) -> None:
    """Counts, overdue, both logs, training, violations, policy and checkpoint, each a file of its own."""
    said = files(made)
    wanted = {"counts", "overdue", "dissemination-log", "purge-log", "training", "violations", "samples", "redress"}
    assert {f"{name}.csv" for name in wanted} <= set(said)
    assert b"tip_lead,1" in said["counts.csv"]
    assert b"purge.two-persons,Pia Exercise,Dee Exercise,1" in said["purge-log.csv"]
    assert b"Ana Exercise,protect.deed.refused,right.privacy.desk,1" in said["violations.csv"]
    assert b"Ben Exercise,wright-sheriff,liaison,28cfr23" in said["training.csv"]
    assert "policy/protect-retention.json" in said and "checkpoint.txt" in said


def test_it_holds_no_content(made: bytes) -> None:
    """No word of a record and no reason stands in any of its files."""
    assert all(b"featherwick" not in content for content in files(made).values())


def test_it_verifies_and_each_change_is_found(made: bytes) -> None:
    """A changed file, one too many, one too few, another manifest and another key: each is found."""
    key, said = signing.public_key(), files(made)
    assert pack.verify(made) == pack.verify(made, key=key) == []
    changed = {**said, "counts.csv": said["counts.csv"] + b"tip_lead,0\r\n"}
    assert pack.verify(packed(changed), key=key) == ["counts.csv was changed"]
    assert pack.verify(packed({**said, "more.csv": b"x"}), key=key) == ["more.csv was changed"]
    less = {name: content for name, content in said.items() if name != "purge-log.csv"}
    assert pack.verify(packed(less), key=key) == ["purge-log.csv is missing"]
    other = {**said, "manifest.json": said["manifest.json"].replace(b'"exercise"', b'"Exercise"')}
    assert pack.verify(packed(other), key=key) == ["the signature is over another manifest"]
    assert pack.verify(made, key=bytes(32)) == ["the signature does not verify under this key"]
    assert pack.verify(b"no zip") == ["this is no audit pack, or a part of it is missing"]


def test_a_checkpoint_is_no_signature_of_a_pack(made: bytes) -> None:
    """What the same key signed for another purpose does not pass."""
    said = files(made)
    forged = {**said, "manifest.sig": signing.checkpoint(1, bytes(32)).encode()}
    assert pack.verify(packed(forged), key=signing.public_key()) == ["the signature is over another manifest"]


def test_the_command_checks_it_without_a_house(made: bytes, tmp_path: Path) -> None:
    """`watchfloor audit-pack verify` needs nothing but the file and a key; status 1 if it was changed."""
    import subprocess

    file, key = tmp_path / "pack.zip", tmp_path / "key"
    file.write_bytes(made)
    key.write_text(signing.vkey(), encoding="utf-8")
    words = command("audit-pack", "verify", file, "--key", key)
    assert subprocess.run(words, env=environment(), check=False, capture_output=True).returncode == 0
    said = files(made)
    file.write_bytes(packed({**said, "training.csv": b""}))
    assert subprocess.run(words, env=environment(), check=False, capture_output=True).returncode == 1


@pytest.mark.parametrize(
    ("login", "status"), [("pia", 200), ("dee", 200), ("ike", 200), ("ana", 403), ("ben", 404), ("cy", 404)]
)
def test_it_is_made_by_who_oversees(made: bytes, at_desk: At, login: str, status: int) -> None:
    """The inspector makes it too; for others it is refused by its rule, or is not there."""
    assert at_desk(login).get(URL).status_code == status
    answer = at_desk(login).post(URL, {"days": "90"})
    assert answer.status_code == status
    if status == 200:
        assert pack.verify(answer.content, key=signing.public_key()) == []


def test_a_cell_is_never_a_formula() -> None:
    """What begins like a formula is quoted; numbers stay numbers."""
    table = pack.Table("x", ("a",), [("=cmd()",), ("-5",), (-5,), ("@x",)])
    assert pack.csv_of(table) == b"a\r\n'=cmd()\r\n-5\r\n-5\r\n'@x\r\n"
