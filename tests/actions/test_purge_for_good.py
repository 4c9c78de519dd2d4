"""A record with a made-up word in every field, and all that people made of it, purged for good."""

import json
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connections
from purging import SEALED, made_up, write_it_all

from watchfloor.core.actions.checking import check
from watchfloor.core.gate.session import reading
from watchfloor.core.sealer import signing
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.core.sealer.verifying import verify
from watchfloor.disseminate.queries import products, releases
from watchfloor.notify import queries as notices
from watchfloor.notify.actions import send_waiting
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.certificate import certificate
from watchfloor.protect.actions.purge import purge
from watchfloor.protect.actions.scrub import scrub
from watchfloor.protect.actions.telling import tell_recipients
from watchfloor.protect.formats import certificate as form
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
def gone(cast: SimpleNamespace, house: SimpleNamespace) -> SimpleNamespace:
    """Written, seen to be there, then purged by Pia and Dee with a scrub; recipients told, mails sent."""
    beside = Path(settings.DATA_DIR) / "postgres"
    if not beside.exists():
        beside.symlink_to(house.server.folder / "postgres")
    words = made_up()
    made = write_it_all(cast, words)
    before = dumped(house)
    there = {name for name, word in words.items() if word in before or word.encode().hex() in before}
    assert there == set(words) - set(SEALED), "they must be there first, else the search proves nothing"
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
    return SimpleNamespace(made=made, words=words, done=done)


def settled() -> None:
    """Sealed and followed to the end, under a checkpoint of its own."""
    while seal_all() or follow_all():
        pass
    with connections["owner"].cursor() as cursor:
        cursor.execute("update core_checkpoint set at = at - interval '2 seconds'")
    seal_all()


def test_no_word_is_left_anywhere(gone: SimpleNamespace, house: SimpleNamespace) -> None:
    """A dump, every byte of the data directory, outbox and server log included: none of the words, in no encoding."""
    text = dumped(house)
    assert [name for name, word in gone.words.items() if word in text or word.encode().hex() in text] == []
    assert holding(house.server.folder, gone.words) == {}
    assert list((Path(settings.DATA_DIR) / "outbox").glob("*.eml")), "mails were sent, and hold none"


def test_what_others_share_stays(gone: SimpleNamespace, cast: SimpleNamespace) -> None:
    """The report beside it in the same file opens as before; the product says what it lost; a recall is proposed."""
    from watchfloor.core.queries import records as core

    with reading(cast.as_("ana")) as ana:
        assert core.record(audience=ana, public_id=gone.made.other) is not None
        assert core.record(audience=ana, public_id=gone.made.tip) is None
        view = products.product(audience=ana, public_id=gone.made.product)
        assert view is not None and view.withdrawn and not any(one.text for one in view.statements if one.sources)
        asked = [one for one in notices.mine(audience=ana) if one.kind == "recall-proposed"]
        assert [one.path for one in asked] == [f"/products/{gone.made.product}/"]


def test_recipients_of_a_release_are_told_and_shown_no_more(gone: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Ben, who had the bulletin, is told once; its page gives no bytes any more, though nobody recalled it."""
    with reading(cast.as_("ben", purpose="own-reports")) as ben:
        assert [one.kind for one in notices.mine(audience=ben)].count("purge") == 1
        view = releases.release_view(audience=ben, public_id=gone.made.release)
        assert view is not None and view.erased_at is not None and view.recalled_at is None and not view.html
        assert releases.rendered(audience=ben, public_id=gone.made.release) is None


def test_the_tombstone_says_by_whose_authority_and_no_hash(gone: SimpleNamespace, house: SimpleNamespace) -> None:
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
    assert verify().findings == ()
    assert [one for one in check(skip=("retention",)) if one.about != "storage"] == []


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
        from commanding import command

        done = subprocess.run(command(*words), capture_output=True, text=True, check=False)
        assert done.returncode == status and bool(json.loads(done.stdout)["findings"]) == bool(status)
