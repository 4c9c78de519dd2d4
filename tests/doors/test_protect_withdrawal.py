"""Whoever was given something of a purged record is asked to let it go; the certificate goes out with its proofs."""

import json
import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from uuid import uuid4

import pytest
from browsing import browser
from django.db import connections
from django.test import Client
from makers import open_tips, session

from watchfloor.core.actions.checking import check
from watchfloor.core.sealer import signing
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.protect.actions import holdings
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.purge import Purged, purge
from watchfloor.protect.actions.scrub import scrub
from watchfloor.protect.actions.telling import tell_recipients
from watchfloor.protect.formats import certificate as form

At = Callable[[str], Client]


@pytest.fixture(scope="module")
def gone(cast: SimpleNamespace) -> Iterator[Purged]:
    """A purge of something that Ben was given, scrubbed, told and sealed."""
    made = open_tips(cast, "A crane flew over the lock.")[0]
    holdings.declare_holding("a.test", lambda purge_id, ids: 0, lambda ids, audience: [cast.person("ben").id])
    done = purge(record_ids=[made.public_id], because="", second_id=cast.person("dee").id, by=cast.as_("pia"),
                 now=cast.now)  # fmt: skip
    scrub(by=admit_service(service="protect.purge", now=cast.now), now=cast.now)
    tell_recipients(purge_id=done.id, by=cast.as_("pia"), now=cast.now)
    seal_all()
    with connections["owner"].cursor() as cursor:
        cursor.execute("update core_checkpoint set at = at - interval '2 seconds'")
    seal_all()
    yield done
    del holdings._declared["a.test"]


def asked(at_desk: At) -> str:
    """Where Ben's notice leads."""
    found = re.search(r"/withdrawals/[0-9a-f-]+/", at_desk("ben").get("/notices/").content.decode())
    assert found
    return found[0]


def test_the_recipient_answers_and_the_privacy_officer_sees_it(at_desk: At, gone: Purged) -> None:
    """Ben is silent until he presses the button; then Pia's page of the purge says when."""
    here, certificate = asked(at_desk), f"/purges/{gone.public_id}/"
    page = at_desk("ben").get(here).content.decode()
    assert "I deleted my copies" in page
    assert "silent" in at_desk("pia").get(certificate).content.decode()
    assert at_desk("ben").post(here).status_code == 303
    assert "You said that you let go of it" in at_desk("ben").get(here).content.decode()
    after = at_desk("pia").get(certificate).content.decode()
    assert "Ben Exercise" in after and "silent" not in after


def test_silence_is_seen_by_who_runs_the_house_and_by_the_inspector(
    at_desk: At, cast: SimpleNamespace, house: SimpleNamespace, gone: Purged
) -> None:
    """Past his days Ben is a count in `check`, health, metrics and findings, without his name; an answer ends it."""
    made = open_tips(cast, "A stint ran along the groyne.")[0]
    done = purge(record_ids=[made.public_id], because="", second_id=cast.person("dee").id, by=cast.as_("pia"),
                 now=cast.now)  # fmt: skip
    tell_recipients(purge_id=done.id, by=cast.as_("pia"), now=cast.now)
    roads = {"dee": "/health/", "pia": "/privacy/", "ike": "/privacy/"}
    said = "1 recipient of a purge or a correction has not answered within 7 days"

    def told() -> tuple[int, float, list[bool]]:
        metrics = browser().get("/metrics").content.decode()
        figure = float(re.search(r"^watchfloor_silent_recipients (\S+)$", metrics, re.MULTILINE)[1])
        pages = {login: at_desk(login).get(road).content.decode() for login, road in roads.items()}
        assert "Ben Exercise" not in pages["ike"] + pages["dee"]
        return sum(one.text == said for one in check()), figure, [said in page for page in pages.values()]

    assert told() == (0, 0, [False] * 3)
    with session(house, "superuser") as admin:
        admin.execute("set session_replication_role = replica")
        late = (
            "update protect_withdrawal set told_at = now() - interval '8 days' where purge_id = %s returning public_id"
        )
        withdrawal = admin.execute(late, [done.id]).fetchone()[0]
    assert told() == (1, 1, [True] * 3)
    assert at_desk("ben").post(f"/withdrawals/{withdrawal}/").status_code == 303
    assert told() == (0, 0, [False] * 3)


@pytest.mark.parametrize("login", ["ana", "pia", "cy", "ike"])
def test_a_withdrawal_is_there_for_its_recipient_alone(at_desk: At, gone: Purged, login: str) -> None:
    """Anyone else reads and answers it as one that never was."""
    client, never = at_desk(login), f"/withdrawals/{uuid4()}/"
    for ask in (client.get, client.post):
        assert ask(asked(at_desk)).status_code == ask(never).status_code


def test_a_certificate_stays_while_it_is_read(at_desk: At, gone: Purged) -> None:
    """The page names the purge and not its records: an open page that shows a purged record is taken away."""
    html = at_desk("pia").get(f"/purges/{gone.public_id}/").content.decode()
    assert "statementsource" not in html and gone.public_id.hex[:8] in html
    with connections["owner"].cursor() as cursor:
        cursor.execute("select records from core_fact where kind = 'protect.purge.read' order by seq desc limit 1")
        assert cursor.fetchone() == ([gone.public_id],)


def test_what_waits_for_a_scrub_is_scrubbed_by_night(
    cast: SimpleNamespace, gone: Purged, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At two in the morning the storage is rewritten, at noon it is not, and with nothing to do nothing is done."""
    from watchfloor.cli import house, running
    from watchfloor.protect import commands

    made = open_tips(cast, "A coot by the lock.")[0]
    purge(record_ids=[made.public_id], because="", second_id=cast.person("dee").id, by=cast.as_("pia"), now=cast.now)
    for hour, waits in ((12, True), (2, False)):
        monkeypatch.setattr(house, "now", lambda hour=hour: cast.now.replace(hour=hour))
        running._by_night()
        assert commands.waits_for_scrub() is waits
    running._by_night()


def test_the_certificate_goes_out_with_its_proofs(at_desk: At, gone: Purged) -> None:
    """Pia takes a file along that checks against the ledger's key; who does not purge gets none."""
    said = json.loads(at_desk("pia").get(f"/purges/{gone.public_id}/certificate.json").content)
    assert form.verify(said, key=signing.public_key()) == []
    assert "Take along with proofs" in at_desk("pia").get(f"/purges/{gone.public_id}/").content.decode()
    for login in ("ana", "ben", "cy", "ike"):
        assert at_desk(login).get(f"/purges/{gone.public_id}/certificate.json").status_code in (403, 404)
    assert at_desk("pia").get(f"/purges/{uuid4()}/certificate.json").status_code == 404
