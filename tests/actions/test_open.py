"""Opening, reading and forgetting records through both walls."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connections
from makers import open_tips

from watchfloor.core.gate import vault
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core


def test_ana_reads_what_her_center_holds(cast: SimpleNamespace) -> None:
    """Ana finds a tip by its words, Cy finds nothing, and with no audience the tables are empty."""
    from django.db import connection

    opened = open_tips(cast, "A white van with a ladder stood at the north fence for an hour.")[0]
    with reading(cast.as_("ana")) as ana:
        assert [row.public_id for row in core.search(audience=ana, words="ladder fence")] == [opened.public_id]
        assert core.record(audience=ana, public_id=opened.public_id).body.startswith("A white van")
    with reading(cast.as_("cy")) as cy:
        assert core.search(audience=cy, words="ladder fence") == []
        assert core.record(audience=cy, public_id=opened.public_id) is None
        assert core.counts(audience=cy) == {}
    with connection.cursor() as cursor:
        cursor.execute("select (select count(*) from core_record), (select count(*) from core_version)")
        assert cursor.fetchone() == (0, 0)


def test_purge_takes_a_record_from_everybody(cast: SimpleNamespace) -> None:
    """After two persons purged a tip nobody finds it, its key is gone and the other tip stands."""
    from watchfloor.protect.actions.purge import purge

    gone, stays = open_tips(cast, "Purple elephant balloon over the dam.", "Green elephant balloon over the dam.")
    dee, pia = cast.as_("dee"), cast.person("pia")
    purged = purge(record_ids=[gone.public_id], because="entered twice", second_id=pia.id, by=dee, now=cast.now)
    assert purged.forgotten_at is not None
    with reading(cast.as_("ana")) as ana:
        assert [row.public_id for row in core.search(audience=ana, words="elephant")] == [stays.public_id]


def test_retention_is_a_constraint_of_the_database(cast: SimpleNamespace) -> None:
    """28 CFR 23.20(h): no record can be kept beyond five years, by any road."""
    import pytest
    from django.db import IntegrityError, connections

    opened = open_tips(cast, "A lost bag at the station.")[0]
    with connections["owner"].cursor() as cursor, pytest.raises(IntegrityError):
        cursor.execute(
            "update core_record set purge_on = %s where public_id = %s",
            [cast.now.date() + timedelta(days=1900), opened.public_id],
        )


def test_an_epoch_fills_and_the_next_one_follows(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """No epoch holds more keys than it may, though they are not counted for each; a retired one gets none."""
    monkeypatch.setattr(vault, "EPOCH_KEYS", 16)
    with reading(cast.operator):
        first = vault.new_epoch()
        ids = [vault.keep(vault.new_locks(1)[0]) for _ in range(60)]
    with connections["owner"].cursor() as cursor:
        cursor.execute("select epoch_id, count(*) from core_key where id = any(%s) group by 1 order by 1", [ids])
        held = dict(cursor.fetchall())
        assert set(held) == {first, first + 1, first + 2, first + 3} and max(held.values()) == 16
        cursor.execute("update core_epoch set retired_at = now() where id = %s", [first + 3])
    with reading(cast.operator):
        assert vault.new_locks(1)[0].epoch_id == first + 4
