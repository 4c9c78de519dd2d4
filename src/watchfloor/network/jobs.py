"""Network's follower: what was opened or changed is offered to machines."""

from collections.abc import Sequence

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.fact import Fact
from watchfloor.network.actions.offer import NO_MORE, free, offer

OPENED = ("core.record.opened", "core.record.updated")
# after these others may read a record than before: it is offered anew, so that who asks for what is new finds it
RELABELED = ("protect.class.changed", "protect.record.undisputed")
# its owner said that it may go on, or no longer
CONSENTED = ("receive.consent.agreed", "receive.consent.withdrawn")
AGAIN = frozenset((*RELABELED, *CONSENTED))
# a source is asked first from now on, or no more
ASKING, ASKS_NO_MORE = "receive.source.asks-first", "source.asks-no-more"
KINDS = (*OPENED, *AGAIN, ASKING, NO_MORE)


def follow(facts: Sequence[Fact], audience: Audience) -> None:
    """Offer what the facts name, in their order."""
    for fact in facts:
        if fact.kind != ASKING:
            offer(public_ids=fact.records, again=fact.kind in AGAIN, at=fact.at, by=audience, now=fact.at)
        elif ASKS_NO_MORE in fact.rules:
            free(source_ids=fact.records, by=audience, now=fact.at)
