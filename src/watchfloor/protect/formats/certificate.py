"""The certificate of a purge as a file that can be checked without the house: claims, and a proof of each step."""

from collections.abc import Mapping
from typing import Any

from watchfloor.tlog import proved

STEPS = ("protect.purge.opened", "protect.purge.hidden", "protect.purge.forgotten")
mark_of = proved.mark_of


def verify(said: Mapping[str, Any], *, key: bytes | None = None) -> list[str]:
    """What is wrong with a certificate, [] if nothing: its proofs, that its digest is told, that its steps are there.

    `key`: the ledger's public key as it was given on another way; the file's own proves less.
    """
    wrong = proved.verify(said, key=key)
    if wrong:
        return wrong
    records = {*said["document"].get("records", ()), *said["document"].get("set_aside", ())}
    lines = [fact["line"].split("\t") for fact in said["facts"]]
    foreign = [
        line[4] for line in lines if not line[4].startswith("protect.purge.") or set(line[8].split(",")) != records
    ]
    scrubbed = (*STEPS, "protect.purge.scrubbed") if said["document"].get("scrubbed_at") else STEPS
    missing = [kind for kind in scrubbed if kind not in {line[4] for line in lines}]
    return [f"a fact {kind} is not about this purge" for kind in foreign] + [
        f"no fact {kind} is proved: the step was not taken, or the file was cut" for kind in missing
    ]
