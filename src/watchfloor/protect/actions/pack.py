"""Sign an audit pack with the ledger's key; making one is a fact."""

from collections.abc import Sequence
from datetime import datetime

from watchfloor.core.ledger import reading as ledger
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.sealer import signing
from watchfloor.protect.formats import pack
from watchfloor.protect.formats.policy import load
from watchfloor.protect.formats.policy_files import policy_files

RIGHT = "audit.pack"


class NotPacked(Refused):
    """The asker makes no audit packs."""


def make(*, tables: Sequence[pack.Table], since: datetime, by: Audience, now: datetime) -> bytes:
    """The signed archive: the tables, the policy in force, the newest checkpoint and the key to check it by.

    Raises NotPacked. The tables MUST hold counts, ids and names of people at work, never content and never terms.
    """
    if RIGHT not in by.rights:
        no = Because("Your role makes no audit packs.", f"right.{RIGHT}", "CJISSECPOL AC-6", ok=False)
        raise NotPacked(Decision.of(no))
    state, house = ledger.state(), core.house()
    files = {f"{table.name}.csv": pack.csv_of(table) for table in tables}
    files |= {f"policy/{one.name.replace('/', '-')}.json": one.content.encode() for one in policy_files()}
    files[pack.KEY] = f"{signing.vkey()}\n".encode()
    if state.note:
        files["checkpoint.txt"] = state.note.encode()
    about = {
        "made_at": now.isoformat(), "since": since.isoformat(), "made_by": by.actor.person_id,
        "exercise": bool(house and house.exercise), "facts_sealed": state.sealed, "policy_sha256": load().sha256,
        "says": "Counts, ids and people at work. No content of records and no search terms.",
    }  # fmt: skip
    manifest = pack.manifest_of(files, about=about)
    signature = signing.note(pack.signed_body(manifest), pack.ORIGIN).encode()
    tell(kind="protect.audit-pack.made", by=by, rules=[f"right.{RIGHT}"])
    return pack.zipped([(pack.MANIFEST, manifest), (pack.SIGNATURE, signature), *sorted(files.items())], at=now)
