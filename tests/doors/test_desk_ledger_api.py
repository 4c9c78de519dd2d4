"""The machines' door to the ledger's proofs."""

from types import SimpleNamespace

from browsing import browser

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.sealer import signing
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.people.actions.signin import create_token
from watchfloor.tlog import notes, proofs


def _headers(cast: SimpleNamespace, login: str) -> dict[str, str]:
    with reading(cast.operator):
        said = create_token(
            person_id=cast.person(login).id, name="test", purpose="audit", case_ref="26-0141 NFC", days=30,
            by=cast.operator, now=cast.now,
        )  # fmt: skip
    return {"authorization": f"Bearer {said}"}


def test_a_machine_proves_a_fact_and_the_growth_of_the_log(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """With Ike's token: the note verifies, its root proves a line, and an earlier size is shown to be its beginning."""
    del house
    with reading(cast.operator):
        for _ in range(3):
            tell(kind="core.test.done", by=cast.operator)
    seal_all()
    ike = _headers(cast, "ike")
    note = browser().get("/api/ledger/checkpoint", headers=ike).json()["note"]
    size, root = notes.check_note(note, key=signing.public_key())
    said = browser().get("/api/ledger/inclusion", {"position": size - 1, "size": size}, headers=ike).json()
    path = [bytes.fromhex(one) for one in said["path"]]
    assert proofs.path_proves(bytes.fromhex(said["leaf"]), size - 1, size, path, root)
    first = browser().get("/api/ledger/inclusion", {"position": 0, "size": size}, headers=ike).json()["leaf"]
    grown = browser().get("/api/ledger/consistency", {"old": 1, "new": size}, headers=ike).json()
    path = [bytes.fromhex(one) for one in grown["path"]]
    assert proofs.path_is_consistent(1, size, bytes.fromhex(first), root, path)


def test_who_may_not_read_the_ledger_is_told_of_none(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Cy gets the answer for "there is none", as anyone does for a position that is not there."""
    del house
    seal_all()
    ike, cy = _headers(cast, "ike"), _headers(cast, "cy")
    none = browser().get("/api/ledger/inclusion", {"position": 10**9}, headers=ike)
    for path in ("checkpoint", "inclusion?position=0", "consistency?old=1"):
        answer = browser().get(f"/api/ledger/{path}", headers=cy)
        assert (answer.status_code, answer.json()) == (404, none.json())
