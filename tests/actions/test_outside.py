"""Once a day the newest checkpoint and the list of purges leave the machine."""

import socketserver
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from makers import open_tips

from watchfloor.core.sealer import signing
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.core.sealer.verifying import verify
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.outside import send_out
from watchfloor.protect.actions.purge import purge
from watchfloor.protect.formats import purges
from watchfloor.protect.queries.outside import outside
from watchfloor.protect.rules.outside import state
from watchfloor.tlog import notes


class Mails(socketserver.StreamRequestHandler):
    """As much of SMTP as a sender needs; what it was given goes to `mails` of the server."""

    def handle(self) -> None:
        """Answer until QUIT."""
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().strip().upper():
            if line.startswith(b"DATA"):
                self.wfile.write(b"354 go\r\n")
                held = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    held += part
                self.server.mails.append(held)  # type: ignore[attr-defined]  # set by the fixture
            self.wfile.write(b"221 bye\r\n" if line == b"QUIT" else b"250 ok\r\n")
            if line == b"QUIT":
                return


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """A mail server of our own; the mails that came."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mails) as server:
        server.mails = []  # type: ignore[attr-defined]  # its handler adds to it
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(settings, "MAIL_URL", f"smtp://127.0.0.1:{server.server_address[1]}")
        yield server.mails  # type: ignore[attr-defined]  # the same list
        server.shutdown()


def test_it_leaves_by_mail_and_folder_once_a_day(
    cast: SimpleNamespace, mails: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pia and Ike get note and list, both signed; the folder has them; the ledger is held against the note later."""
    gone = open_tips(cast, "A loon on the lake.")[0]
    purge(record_ids=[gone.public_id], because="", second_id=cast.person("dee").id, by=cast.as_("pia"), now=cast.now)
    seal_all()
    # facts are dated by the server's own clock, and so is the first checkpoint
    now = datetime.fromtimestamp(time.time(), UTC)
    by = admit_service(service="protect.purge", now=cast.now)
    monkeypatch.setattr(settings, "CHECKPOINT_FOLDER", str(tmp_path))
    assert state(outside(), now=now + timedelta(hours=49)) == "overdue"
    assert send_out(exercise=False, by=by, now=now)
    assert not send_out(exercise=False, by=by, now=now + timedelta(hours=23))
    assert state(outside(), now=now + timedelta(hours=20)) == "ok"
    assert state(outside(), now=now + timedelta(hours=48)) == "overdue"
    (note,), (listed,) = (list(tmp_path.glob(f"{kind}-*.txt")) for kind in ("checkpoint", "purges"))
    key = signing.public_key()
    assert notes.check_note(note.read_text(), key=key)[0] == outside().size
    assert [one.records for one in purges.read(listed.read_text(), key=key)] == [(gone.public_id,)]
    assert verify(older=[note.read_text()]).findings == ()
    got = [message_from_bytes(one, policy=policy.default) for one in mails]
    assert {one["To"] for one in got} == {"pia@example.org", "ike@example.org"}
    assert all({part.get_filename() for part in one.iter_attachments()} == {note.name, listed.name} for one in got)


def test_what_stays_on_the_machine_is_not_outside(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A folder that is not there, no mail, an exercise: nothing is said to have left, and the next hour tries again."""
    now = datetime.fromtimestamp(time.time(), UTC) + timedelta(days=3)
    by = admit_service(service="protect.purge", now=cast.now)
    monkeypatch.setattr(settings, "CHECKPOINT_FOLDER", str(tmp_path / "away"))
    before = outside()
    assert not send_out(exercise=False, by=by, now=now)
    assert outside().left_at == before.left_at and state(outside(), now=now) == "overdue"
    monkeypatch.setattr(settings, "CHECKPOINT_FOLDER", "")
    assert not send_out(exercise=True, by=by, now=now + timedelta(days=2))
    assert outside().left_at == before.left_at


def test_a_list_that_was_changed_is_no_list(cast: SimpleNamespace) -> None:
    """A line added, cut or changed, or another key: refused, so that nobody makes a restored house forget more."""
    from watchfloor.protect.actions.backup import list_of_purges

    text, key = list_of_purges(by=admit_service(service="protect.purge", now=cast.now)), signing.public_key()
    lines = text.split("\n")
    assert len(purges.read(text, key=key)) == 1
    for wrong in ("\n".join([lines[0], *lines]), "\n".join(lines[1:]), text.replace("\tpurge.", "\tpurged."), ""):
        with pytest.raises(purges.NotAList):
            purges.read(wrong, key=key)
    with pytest.raises(purges.NotAList):
        purges.read(text, key=bytes(31) + b"\x01")
