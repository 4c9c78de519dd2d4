"""The log outside the house: exported, verified by a second program, proved line by line."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from makers import session

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger import proving
from watchfloor.core.sealer import exporting, signing
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.core.sealer.verifying import verify
from watchfloor.tlog import folder as exported
from watchfloor.tlog import notes, proofs, tree


def test_an_exported_log_is_verified_by_whoever_has_the_key(sealed: SimpleNamespace, tmp_path: Path) -> None:
    """The lines come to every signed root; a changed, missing, added or moved line, another note or key do not."""
    del sealed
    count, key = exporting.export(tmp_path), signing.public_key()
    file, checkpoints = tmp_path / exported.FACTS, tmp_path / exported.CHECKPOINTS
    assert exported.verify(tmp_path, key=key) == exported.verify(tmp_path) == exported.Verification(count, ())
    lines, said = file.read_bytes().splitlines(keepends=True), checkpoints.read_text()
    assert len(lines) == count > 5
    changed = [line.replace(b"\t", b" ", 1) if n == 3 else line for n, line in enumerate(lines)]
    for wrong in (changed, lines[:-1], [*lines, lines[0]], [lines[1], lines[0], *lines[2:]]):
        file.write_bytes(b"".join(wrong))
        assert exported.verify(tmp_path, key=key).findings
    file.write_bytes(b"".join(lines))
    assert exported.verify(tmp_path, key=bytes(31) + b"\x01").findings
    checkpoints.write_text(said.replace(f"\n{count}\n", f"\n{count - 1}\n"))
    assert exported.verify(tmp_path, key=key).findings
    checkpoints.unlink()
    assert exported.verify(tmp_path, key=key).findings


def test_who_holds_the_signing_key_is_found_by_an_older_checkpoint(sealed: SimpleNamespace, tmp_path: Path) -> None:
    """A log that was rewritten and signed anew verifies in itself, and not against a note that had left the house."""
    del sealed
    count, key = exporting.export(tmp_path), signing.public_key()
    before = notes.read_notes((tmp_path / exported.CHECKPOINTS).read_text())[-1]
    lines = (tmp_path / exported.FACTS).read_bytes().splitlines()
    lines[2] = lines[2].replace(b"f1\t", b"f1\t9", 1)
    frontier = tree.Frontier()
    for line in lines:
        frontier.add(tree.leaf_hash(line))
    (tmp_path / exported.FACTS).write_bytes(b"".join(line + b"\n" for line in lines))
    (tmp_path / exported.CHECKPOINTS).write_text(signing.checkpoint(count, frontier.root()))
    assert exported.verify(tmp_path, key=key).findings == ()
    found = exported.verify(tmp_path, key=key, older=[before])
    assert "do not come to the root" in "\n".join(found.findings)


def test_the_log_here_is_held_against_a_note_that_had_left(sealed: SimpleNamespace, tmp_path: Path) -> None:
    """An older note of ours fits; one that was signed with our key over another log does not; a foreign one is told."""
    del sealed
    count = exporting.export(tmp_path)
    ours = notes.read_notes((tmp_path / exported.CHECKPOINTS).read_text())[-1]
    assert verify(older=[ours]).findings == ()
    assert "does not match" in "\n".join(verify(older=[signing.checkpoint(count, bytes(32))]).findings)
    assert "signature" in "\n".join(verify(older=[ours.replace("watchfloor", "elsewhere")]).findings)


def test_one_fact_is_proved_by_its_path_and_growth_by_another(sealed: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Over several tiles each line is shown to stand in the log, and the log to begin with every earlier one."""
    with session(sealed, "superuser") as admin:
        admin.execute(
            "insert into core_fact (kind, actor, affiliation, purpose)"
            " select 'core.test.many', 0, 0, 'upkeep' from generate_series(1, 700)"
        )
    seal_all()
    with session(sealed, "superuser", autocommit=True) as admin:
        admin.execute("update core_checkpoint set at = at - interval '2 seconds'")
    seal_all()
    with reading(cast.as_("ike")) as ike:
        size, root = notes.check_note(proving.newest_note(audience=ike), key=signing.public_key())
        with session(sealed, "superuser") as admin:
            kept = admin.execute("select hash from core_leaf where pos < %s order by pos", [size]).fetchall()
        leaves = [bytes(row[0]) for row in kept]
        assert tree.tree_root(leaves) == root and size > 700
        for position in (0, 255, 256, 511, size - 1):
            proof = proving.inclusion(audience=ike, position=position)
            assert proof.leaf == leaves[position] and (proof.size, proof.root) == (size, root)
            assert proofs.path_proves(leaves[position], position, size, proof.path, root)
        for old in (1, 255, 256, 257, 600, size):
            grown = proving.consistency(audience=ike, old=old)
            assert proofs.path_is_consistent(old, size, tree.tree_root(leaves[:old]), root, grown.path)
        for position in (-1, size):
            with pytest.raises(proving.NotProved):
                proving.inclusion(audience=ike, position=position)
    with reading(cast.as_("cy")) as cy, pytest.raises(proving.NotProved):
        proving.inclusion(audience=cy, position=0)


def _second(folder: Path, earlier: Path | None = None) -> str:
    """What the second verifier says; "" if it found nothing."""
    program = Path(__file__).resolve().parents[1] / "second_verifier.py"
    words = [sys.executable, "-I", str(program), str(folder), *([str(earlier)] if earlier else [])]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == (done.stdout == ""), done.stderr
    return done.stdout


def test_a_second_program_verifies_an_export_and_finds_five_tamperings(sealed: SimpleNamespace, tmp_path: Path) -> None:
    """Written from docs/ledger.md alone: an edited, deleted, moved and added line, and a log that was signed anew."""
    del sealed
    count = exporting.export(tmp_path)
    file, checkpoints = tmp_path / exported.FACTS, tmp_path / exported.CHECKPOINTS
    said = checkpoints.read_text()
    earlier = tmp_path / "kept-elsewhere.txt"
    earlier.write_text(notes.read_notes(said)[-1])
    assert _second(tmp_path) == _second(tmp_path, earlier) == ""
    lines = file.read_bytes().splitlines(keepends=True)
    edited = [line.replace(b"\tupkeep\t", b"\taudit\t") if n == count - 1 else line for n, line in enumerate(lines)]
    assert edited != lines
    for wrong in (edited, lines[1:], [lines[1], lines[0], *lines[2:]], [*lines, lines[-1]]):
        file.write_bytes(b"".join(wrong))
        assert _second(tmp_path)
    file.write_bytes(b"".join(edited))
    anew = tree.Frontier()
    for line in edited:
        anew.add(tree.leaf_hash(line.rstrip(b"\n")))
    checkpoints.write_text(signing.checkpoint(count, anew.root()))
    assert _second(tmp_path) == ""
    assert "is another" in _second(tmp_path, earlier)
