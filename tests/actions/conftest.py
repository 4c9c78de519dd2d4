"""What several tests of actions stand on."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from makers import session

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.core.sealer.verifying import verify


@pytest.fixture
def sealed(house: SimpleNamespace, cast: SimpleNamespace) -> SimpleNamespace:
    """A log that verifies, with a checkpoint over all of it."""
    with reading(cast.operator):
        for _ in range(5):
            tell(kind="core.test.done", by=cast.operator, records=[uuid4()])
    seal_all()
    with session(house, "superuser", autocommit=True) as admin:
        admin.execute("update core_checkpoint set at = at - interval '2 seconds'")
    seal_all()
    assert verify().findings == ()
    return house
