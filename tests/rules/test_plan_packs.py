"""The topic packs that come with Watchfloor: each line has its reason, none says who people are or believe."""

from importlib.resources import files

import pytest

from watchfloor.plan.formats.packs import shipped_packs
from watchfloor.plan.formats.relevance import sector_words
from watchfloor.plan.formats.watch_words import named_in
from watchfloor.plan.rules.needs import NeedSaid, Standing
from watchfloor.plan.rules.packs import TopicPack, said_of
from watchfloor.plan.rules.stating import may_state
from watchfloor.text.activity import protected_activity
from watchfloor.text.guard import protected_words

ASKED = {
    "counter-terrorism", "cyber", "gangs", "narcotics", "firearms-trafficking", "organized-crime",
    "critical-infrastructure", "public-health",
}  # fmt: skip
each = pytest.mark.parametrize("pack", shipped_packs(), ids=[one.name for one in shipped_packs()])


def test_each_topic_has_its_pack() -> None:
    """Eight topics, each under its own name."""
    assert {one.name for one in shipped_packs()} == ASKED


@each
def test_no_line_speaks_of_protected_activity_or_of_who_people_are(pack: TopicPack) -> None:
    """Every title, phrase and reason is held against the text guards; phrases name nobody, no faith, press or group."""
    lines = [text for one in pack.needs for text in (one.title, one.reason, *one.phrases)]
    lines += [text for one in (*pack.playbooks, *pack.product_lines) for text in (one.name, one.reason)]
    assert [
        (line, found) for line in [*lines, pack.about] if (found := (*protected_words(line), *protected_activity(line)))
    ] == []
    assert [(phrase, hit) for one in pack.needs for phrase in one.phrases for hit in named_in(phrase)] == []


@each
def test_each_line_has_its_reason_and_source(pack: TopicPack) -> None:
    """A need, a playbook and a product line each say why they are there and where that comes from."""
    for one in (*pack.needs, *pack.playbooks, *pack.product_lines):
        assert one.reason.endswith(".") and len(one.source) > 4, one
    assert pack.needs and pack.playbooks and pack.product_lines
    assert {code for one in pack.needs for code in one.sectors} <= sector_words().keys()


@each
def test_each_need_may_be_stated_where_it_stands(pack: TopicPack) -> None:
    """Levels fit, parents come first, codes are its own: what the rule asks of a person it asks of a pack."""
    before: dict[str, NeedSaid] = {}
    for one in pack.needs:
        said = said_of(one, None)
        assert one.above == "" or one.above in before, one.code
        decision = may_state(said, Standing(True, 1), parent=None, codes=frozenset(code.casefold() for code in before))
        assert {each.rule for each in decision.against} <= {"plan.need.parent"}, decision
        before[one.code] = said
    codes = [one.code for other in shipped_packs() for one in other.needs]
    assert len(codes) == len(set(codes))


@each
def test_playbooks_are_named_as_they_lie(pack: TopicPack) -> None:
    """Where playbooks are shipped, each that a pack names is among them."""
    folder = files("watchfloor.plan").joinpath("data/playbooks")
    known = {one.name.removesuffix(".json") for one in folder.iterdir()} if folder.is_dir() else set()
    assert not known or {one.name for one in pack.playbooks} <= known
