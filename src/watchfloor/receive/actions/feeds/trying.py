"""Try a feed before it is switched on: the first document is read as an intake would, and nothing is kept."""

from dataclasses import dataclass, replace
from datetime import datetime

from watchfloor.core.formats.child import Limits as Most
from watchfloor.core.formats.child import read_in_child
from watchfloor.core.rules.audience import Audience
from watchfloor.receive.actions.feeds.running import KINDS
from watchfloor.receive.actions.feeds.switching import NotSwitched
from watchfloor.receive.actions.feeds.wire import Limits, Wire, allowance
from watchfloor.receive.formats.sniff import reader_of
from watchfloor.receive.queries import feed_named
from watchfloor.receive.rules.feeds import FeedTrouble, may_switch
from watchfloor.receive.rules.taking import Past


@dataclass(frozen=True, slots=True)
class Tried:
    """What one document would bring, or the code and sentence of what stands in the way."""

    format: str = ""
    bytes: int = 0
    records: int = 0
    set_aside: int = 0
    trouble: str = ""
    text: str = ""


def try_feed(*, name: str, address: str = "", secret: str = "", by: Audience, now: datetime) -> Tried:
    """Asks the other side once. Raises NotSwitched for who may not and for what is not there."""
    del now
    decision, found = may_switch(by.rights), feed_named(name=name)
    if not decision or found is None:
        raise NotSwitched(decision)
    feed = replace(found.feed, address=address or found.feed.address, secret=secret)
    if not feed.address:
        return Tried(
            trouble="no-address", text="The catalog leaves the address to the partner: give it with --address."
        )
    try:
        for taken in KINDS[feed.kind](feed, Past({}, _as_if_seen), Wire(allowance(), Limits())):
            if taken.content:
                return _read(taken.content)
    except FeedTrouble as trouble:
        return Tried(trouble=trouble.code, text=trouble.text)
    return Tried(text="It answers and has nothing new.")


def _as_if_seen(part: str) -> str:
    del part
    return ""


def _read(content: bytes) -> Tried:
    read = read_in_child(reader=reader_of(content), content=content, options={}, limits=Most())
    return Tried(read.format, len(content), len(read.drafts), len(read.set_aside))
