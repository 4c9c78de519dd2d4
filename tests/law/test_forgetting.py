"""Destroyed means destroyed: a record with a made-up word in every field, and all that people made of it"""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import lodging
import pytest
from commanding import command, environment
from django.conf import settings
from django.db import connections
from present import NOW
from purging import SEALED, made_up, write_it_all

from watchfloor.core.actions.checking import check
from watchfloor.core.gate.session import reading
from watchfloor.core.sealer import signing
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.core.sealer.verifying import verify
from watchfloor.disseminate.queries import products, releases
from watchfloor.localdb import chest
from watchfloor.notify import queries as notices
from watchfloor.notify.actions.outbox import send_waiting
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.backup import Server, back_up, list_of_purges
from watchfloor.protect.actions.certificate import certificate
from watchfloor.protect.actions.purge import purge
from watchfloor.protect.actions.scrub import scrub
from watchfloor.protect.actions.telling import tell_recipients
from watchfloor.protect.formats import certificate as form
from watchfloor.protect.formats import chests as chests_of
from watchfloor.protect.jobs import follow_all


def dumped(house: SimpleNamespace) -> str:
    """The whole database as pg_dump writes it, bytes as they are and as hex."""
    embedded = house.server.cluster
    password = (house.server.folder / "secrets" / "superuser").read_text().strip()
    status, out, err = embedded.runner.run("pg_dump", ["--dbname", embedded.dsn("postgres", password, house.name)])
    assert status == 0, err
    return out


def holding(folder: Path, words: dict[str, str]) -> dict[str, list[str]]:
    """The files below a folder that hold each word, as text."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("checkpoint")
    found: dict[str, list[str]] = {}
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for name, word in words.items():
            if word.encode() in content or word.encode().hex().encode() in content:
                found.setdefault(name, []).append(str(path.relative_to(folder)))
    return found


@pytest.fixture(scope="module")
def gone(cast: SimpleNamespace, house: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """Written, seen to be there, backed up, then purged by Pia and Dee with a scrub; recipients told, mails sent."""
    beside = Path(settings.DATA_DIR) / "postgres"
    if not beside.exists():
        beside.symlink_to(house.server.folder / "postgres")
    words = made_up()
    made = write_it_all(cast, words)
    before = dumped(house)
    there = {name for name, word in words.items() if word in before or word.encode().hex() in before}
    assert there == set(words) - set(SEALED), "they must be there first, else the search proves nothing"
    chests = tmp_path_factory.mktemp("backups")
    backed_up(house, chests, "before")
    done = purge(
        record_ids=[made.tip, made.alert], because=f"Asked by {words['purge']}.", second_id=cast.person("dee").id,
        by=cast.as_("pia"), now=cast.now,
    )  # fmt: skip
    service = admit_service(service="protect.purge", now=cast.now)
    scrub(words=list(words.values()), by=service, now=cast.now)
    tell_recipients(purge_id=done.id, by=cast.as_("pia"), now=cast.now)
    settled()
    with reading(admit_service(service="notify.send", now=cast.now)) as sender:
        send_waiting(exercise=True, by=sender, now=cast.now)
    settled()
    backed_up(house, chests, "after")
    return SimpleNamespace(made=made, words=words, done=done, chests=chests)


PHRASE = "four made-up words of a test"


def backed_up(house: SimpleNamespace, chests: Path, when: str) -> None:
    """A backup of the test's own database; its keys beside those of the others, as on another machine."""
    now = datetime.fromtimestamp(time.time(), UTC)
    embedded, operator = house.server.cluster, admit_service(service="operator", now=now)
    password = (house.server.folder / "secrets" / "superuser").read_text().strip()
    server = Server(embedded.binaries, embedded.dsn("postgres", password, house.name))
    back_up(
        to=chests / when, keys=chests / "keys", passphrase=PHRASE, days=35, server=server,
        meta={"evaluation": "marked", "exercise": True}, by=operator, now=now,
    )  # fmt: skip
    time.sleep(1)  # names are by the second


def restored(chests: Path, data: Path, *words: object, phrase: str = PHRASE) -> tuple[int, dict[str, Any], str]:
    """`watchfloor restore` of the backup from before: status, answer, what it said of errors."""
    run = ["restore", chests / "before", "--keys", chests / "keys", "--json", "--data-dir", data, *words]
    done = subprocess.run(
        command(*run), capture_output=True, text=True, check=False, timeout=300,
        env={**environment(), "WATCHFLOOR_BACKUP_PASSPHRASE": phrase},
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that the account of the server can reach."""
    made = lodging.folder("restore")
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_28cfr23_20h_no_backup_brings_it_back(gone: SimpleNamespace, folder: Path) -> None:
    """The list of purges came with the later keys: restored, verified, in a new epoch, and no byte of the words."""
    for path in gone.chests.rglob("watchfloor-*"):
        raw = path.read_bytes()
        assert not [word for word in gone.words.values() if word.encode() in raw], "a chest is closed"
    status, said, wrong = restored(gone.chests, folder / "data")
    assert status == 0, wrong
    assert (said["purged_again"], said["findings"], said["epoch"]) == (1, [], 2) and said["facts"] > 20
    assert holding(folder, gone.words) == {}
    assert "not empty" in restored(gone.chests, folder / "data")[2]
    shown = subprocess.run(
        command("purge-certificate", "show", gone.done.public_id, "--json", "--data-dir", folder / "data"),
        capture_output=True, text=True, check=True, env=environment(),
    ).stdout  # fmt: skip
    assert form.verify(json.loads(shown), key=signing.public_key()) == []


def test_28cfr23_20g4_a_backup_opens_for_nobody_else(gone: SimpleNamespace, tmp_path: Path, folder: Path) -> None:
    """Another passphrase, no key chest, a changed or a cut chest: refused with the way out, and nothing is made."""
    data = folder / "data"
    for phrase, text in (("another phrase altogether", "passphrase"), ("", "passphrase")):
        status, _, wrong = restored(gone.chests, data, phrase=phrase)
        assert status == 1 and text in wrong and not data.exists()
    (file,) = (gone.chests / "before").iterdir()
    other = tmp_path / "chests"
    (other / "before").mkdir(parents=True)
    (other / "keys").mkdir()
    shutil.copy(file, other / "before")
    assert "no key chest" in restored(other, data)[2] and not data.exists()
    shutil.copytree(gone.chests / "keys", other / "keys", dirs_exist_ok=True)
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    for wrong_bytes in (bytes(raw), file.read_bytes()[:-2000]):
        (other / "before" / file.name).write_bytes(wrong_bytes)
        status, _, wrong = restored(other, data)
        assert status == 1 and "does not open" in wrong
        if data.exists():
            up = subprocess.run(command("check", "--data-dir", data), capture_output=True, text=True, env=environment(),
                                check=False)  # fmt: skip
            assert up.returncode == 1 and "did not come to its end" in up.stderr
            shutil.rmtree(data)


def test_28cfr23_20h_a_list_that_left_tells_of_later_purges(
    gone: SimpleNamespace, folder: Path, tmp_path: Path
) -> None:
    """With the key chest of before alone, the signed list that left with a checkpoint makes the restore forget."""
    (first, *_) = sorted((gone.chests / "keys").iterdir())
    (tmp_path / "before").symlink_to(gone.chests / "before")
    (tmp_path / "keys").mkdir()
    shutil.copy(first, tmp_path / "keys")
    listed = tmp_path / "purges-20261121T120000Z.txt"
    listed.write_text(list_of_purges(by=admit_service(service="operator", now=NOW)), encoding="utf-8")
    status, said, wrong = restored(tmp_path, folder / "data", "--purges", listed)
    assert status == 0, wrong
    assert said["purged_again"] == 1 and holding(folder, gone.words) == {}


def test_an_expired_backup_is_refused_and_removed(gone: SimpleNamespace, house: SimpleNamespace) -> None:
    """Past its day it does not open though all keys are there, and the next backup removes it."""
    (file,) = (gone.chests / "before").iterdir()
    late = date.fromisoformat(chest.about(file)["expires_on"]) + timedelta(days=1)
    with pytest.raises(chests_of.NotRestored, match="expired"):
        chests_of.open_backup(backup=file, keys=gone.chests / "keys", lists=[], passphrase=PHRASE, today=late)
    assert list(chests_of.expired(gone.chests / "before", today=late)) == [file]
    assert list(chests_of.expired(gone.chests / "before", today=late - timedelta(days=1))) == []


def settled() -> None:
    """Sealed and followed to the end, under a checkpoint of its own."""
    while seal_all() or follow_all():
        pass
    with connections["owner"].cursor() as cursor:
        cursor.execute("update core_checkpoint set at = at - interval '2 seconds'")
    seal_all()


def test_28cfr23_20h_no_word_is_left_anywhere(gone: SimpleNamespace, house: SimpleNamespace) -> None:
    """A dump, every byte of the data directory, outbox and server log included: none of the words, in no encoding."""
    text = dumped(house)
    assert [name for name, word in gone.words.items() if word in text or word.encode().hex() in text] == []
    assert holding(house.server.folder, gone.words) == {}
    assert list((Path(settings.DATA_DIR) / "outbox").glob("*.eml")), "mails were sent, and hold none"


def test_28cfr23_20h_who_wrote_or_released_is_asked_to_recall(gone: SimpleNamespace, cast: SimpleNamespace) -> None:
    """The report beside it in the same file opens as before; the product says what it lost; a recall is proposed."""
    from watchfloor.core.queries import records as core

    with reading(cast.as_("ana")) as ana:
        assert core.record(audience=ana, public_id=gone.made.other) is not None
        assert core.record(audience=ana, public_id=gone.made.tip) is None
        view = products.product(audience=ana, public_id=gone.made.product)
        assert view is not None and view.withdrawn and not any(one.text for one in view.statements if one.sources)
        asked = [one for one in notices.mine(audience=ana) if one.kind == "recall-proposed"]
        assert [one.path for one in asked] == [f"/products/{gone.made.product}/"]


def test_28cfr23_20h_recipients_of_a_release_are_told(gone: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Ben, who had the bulletin, is told once; its page gives no bytes any more, though nobody recalled it."""
    with reading(cast.as_("ben", purpose="own-reports")) as ben:
        assert [one.kind for one in notices.mine(audience=ben)].count("purge") == 1
        view = releases.release_view(audience=ben, public_id=gone.made.release)
        assert view is not None and view.erased_at is not None and view.recalled_at is None and not view.html
        assert releases.rendered(audience=ben, public_id=gone.made.release) is None


def test_28cfr23_20g3_by_whose_authority_it_was_purged(gone: SimpleNamespace, house: SimpleNamespace) -> None:
    """Opaque id, class, dates, rule and authority; the container that others share keeps no hash of its bytes."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select * from core_tombstone where public_id = %s", [gone.made.tip])
        row = dict(zip((column.name for column in cursor.description), cursor.fetchone(), strict=True))
        cursor.execute("select sha256 from core_source_item")
        hashes = {bytes(one[0]) for one in cursor.fetchall()}
    assert row["authority"] == f"purge {gone.done.public_id}" and row["rule"] == "purge.two-persons"
    assert set(row) == {
        "public_id", "kind", "legal_class", "label_id", "opened_at", "purged_at", "rule", "authority",
    }  # fmt: skip
    assert b"" in hashes


def test_the_ledger_and_the_house_stand(gone: SimpleNamespace) -> None:
    """Every sealed fact verifies and `check` finds nothing."""
    settled()
    assert verify().findings == ()
    deadline = time.monotonic() + 60  # another test's open transaction holds the sealer back for a while
    while (
        found := [one for one in check(skip=("retention",)) if one.about != "storage"]
    ) and time.monotonic() < deadline:
        time.sleep(1)
        settled()
    assert found == []


def test_its_certificate_checks_offline(gone: SimpleNamespace, cast: SimpleNamespace, tmp_path: Path) -> None:
    """With nothing but the file and the key; a changed count, a cut step and another key are found."""
    service = admit_service(service="protect.purge", now=cast.now)
    said = json.loads(json.dumps(certificate(purge=gone.done.public_id, by=service)))
    claims = said["document"]
    assert not [word for word in gone.words.values() if word in json.dumps(said)]
    assert claims["deleted_rows"]["core_record"] == 2 and claims["deleted_rows"]["disseminate"] > 2
    assert claims["storage"]["byte_search"]["found_in"] == 0 and claims["recipients"] == 1
    assert claims["unreadable_at"] and claims["gone_from_backups_by"] and claims["does_not_say"]
    key = signing.public_key()
    assert form.verify(said, key=key) == [] and len(said["facts"]) == 5
    fewer = {**said, "document": {**claims, "deleted_rows": {**claims["deleted_rows"], "core_record": 1}}}
    cut = {**said, "facts": [one for one in said["facts"] if "forgotten" not in one["line"]]}
    moved = {**said, "facts": [{**one, "position": one["position"] + 1} for one in said["facts"]]}
    for wrong in (fewer, cut, moved, {**said, "checkpoint": "x"}, {}):
        assert form.verify(wrong, key=key)
    assert form.verify(said, key=bytes(31) + b"\x01")
    file = tmp_path / "certificate.json"
    for content, status in ((said, 0), (fewer, 1)):
        file.write_text(json.dumps(content))
        words = ["purge-certificate", "verify", str(file), "--json"]
        done = subprocess.run(command(*words), capture_output=True, text=True, check=False)
        assert done.returncode == status and bool(json.loads(done.stdout)["findings"]) == bool(status)
