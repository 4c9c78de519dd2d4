"""Tasks and playbooks: who takes what, what opens a playbook, when its steps are due, and broken files."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from watchfloor.plan.formats.playbooks import BrokenPlaybook, playbook_of, playbooks
from watchfloor.plan.rules.playbooks import (
    Item,
    ItemFacts,
    Step,
    calls_off,
    carries_on,
    due_of,
    fits,
    may_start,
    told_by,
)
from watchfloor.plan.rules.tasks import (
    Said,
    TaskView,
    call_outs,
    may_add,
    may_cancel,
    may_claim,
    may_finish,
    may_hand_over,
)
from watchfloor.plan.rules.urgent import is_urgent

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)
TASK = TaskView(UUID(int=1), 1, "Call the dam", NOW + HOUR, 7, NOW)
MINE = replace(TASK, state="claimed", held_by=7)


def rules(decision: Any) -> list[str]:
    """What speaks against it."""
    return [one.rule for one in decision.against]


def test_a_task_by_hand_says_what_by_when_and_whose() -> None:
    """Each mistake by its own rule."""
    said, asked = Said("Call the dam", NOW + HOUR), {"roles": ["analyst"], "right": True, "now": NOW}
    assert may_add(said, **asked)
    wrong = {"title": replace(said, title=" "), "due": replace(said, due_at=NOW), "level": replace(said, level="red"),
             "role": replace(said, role="partner")}  # fmt: skip
    for rule, one in wrong.items():
        assert rules(may_add(one, **asked)) == [f"plan.task.{rule}"]
    assert rules(may_add(said, roles=[], right=False, now=NOW)) == ["plan.task.right"]


def test_a_task_of_a_role_is_for_who_has_it_until_nobody_has() -> None:
    """The privacy officer's is not the analyst's; where the center has no privacy officer anybody takes it."""
    asked = {"me": 7, "role": "analyst", "right": True}
    assert may_claim(TASK, vacant=False, **asked)
    assert rules(may_claim(replace(TASK, role="privacy"), vacant=False, **asked)) == ["plan.task.role"]
    assert may_claim(replace(TASK, role="privacy"), vacant=True, **asked)
    assert rules(may_claim(replace(MINE, held_by=8), vacant=False, **asked)) == ["plan.task.claim"]
    assert rules(may_claim(replace(TASK, state="done"), vacant=False, **asked)) == ["plan.task.state"]


def test_only_who_has_it_finishes_it_and_who_supervises_gives_it_to_another() -> None:
    """A hand-over and a cancellation need a reason and somebody who may see it."""
    assert may_finish(MINE, note="", me=7, right=True)
    assert rules(may_finish(MINE, note="", me=8, right=True)) == ["plan.task.own"]
    asked = {"me": 8, "right": True}
    assert may_hand_over(MINE, to=9, able=True, because="Shift ends", supervises=True, **asked)
    assert rules(may_hand_over(MINE, to=9, able=False, because=" ", supervises=True, **asked)) == [
        "plan.task.to", "plan.task.because",
    ]  # fmt: skip
    assert rules(may_hand_over(MINE, to=9, able=True, because="x", supervises=False, **asked)) == ["plan.task.own"]
    assert rules(may_cancel(MINE, because="", me=7, supervises=False, right=True)) == ["plan.task.because"]


def test_what_is_called_out_for() -> None:
    """Hot and not taken; late and not level none; a role that nobody has, whatever its level."""
    late = replace(MINE, level="late", due_at=NOW)
    hot, quiet = replace(TASK, level="hot"), replace(TASK, due_at=NOW)
    vacant = replace(TASK, role="security")
    found = call_outs([late, hot, quiet, vacant, replace(hot, state="claimed", held_by=7)],
                      vacant=frozenset({"security"}), now=NOW)  # fmt: skip
    assert [(kind, one) for kind, one, _ in found] == [("task-late", late), ("task", hot), ("task", vacant)]


def test_an_item_opens_a_playbook_by_what_its_sender_said_of_it() -> None:
    """Whole words of the title in any case, of the right kind and class alone; what it touches where that is asked."""
    item = Item(("cap",), ("federal_product",), ("NTAS", "National Terrorism Advisory System"))
    alert = ItemFacts("cap", "federal_product", "New NTAS Bulletin", {})
    assert fits(item, alert)
    assert fits(item, replace(alert, title="National terrorism advisory system: elevated"))
    assert not fits(item, replace(alert, title="Fontas river gauge"))
    assert not fits(item, replace(alert, legal_class="open_source"))
    assert not fits(item, replace(alert, kind="tip"))
    kev = Item(("stix",), has=("cveID", "dueDate"), touches=("software",))
    said = ItemFacts("stix", "federal_product", "CVE", {"cveID": "CVE-2026-1", "dueDate": "2026-12-01"})
    assert not fits(kev, said), "nobody declared that software"
    assert fits(kev, replace(said, touches={"software": 0.9, "need": 0.75}))
    assert not fits(kev, replace(said, said={"cveID": "CVE-2026-1"}, touches={"software": 0.9}))


def test_what_touches_lightly_or_is_called_slight_by_its_sender_opens_nothing() -> None:
    """Of what is asked for one at the weight is enough; what states no severity is never slight."""
    item = Item(("cap", "hazard"), touches=("area", "asset"), weight=0.6, grave=True)
    storm = ItemFacts("cap", "federal_product", "Storm", {"info": [{"severity": "Severe"}]}, {"area": 0.6})
    assert fits(item, storm)
    assert not fits(item, replace(storm, touches={"area": 0.3, "sector": 0.9}))
    assert not fits(item, replace(storm, said={"info": [{"severity": "Minor"}, {"severity": "Moderate"}]}))
    assert fits(item, replace(storm, said={"info": [{"severity": "Minor"}, {"severity": "Unknown"}]}))
    assert fits(item, replace(storm, said={}))
    for told, slight in (({"mag": 2.1}, True), ({"mag": 5.0}, False), ({"mag": 4.0, "alert": "orange"}, False)):
        assert fits(item, replace(storm, kind="hazard", said=told)) is not slight, told


def test_a_fact_is_named_by_its_kind_or_with_one_of_its_rules() -> None:
    """An update by its sender ends no playbook that only a cancellation ends."""
    assert told_by(("receive.alert.ended",), "receive.alert.ended", ())
    only = ("receive.alert.ended:receive.ended.cancel",)
    assert told_by(only, "receive.alert.ended", ("receive.ended.cancel",))
    assert not told_by(only, "receive.alert.ended", ("receive.ended.update",))


def test_a_step_counts_from_the_opening_or_back_from_the_date() -> None:
    """What the date would have had done already is due in an hour, never before it began."""
    step = Step("a", "A", "Done.", "analyst", 60)
    assert due_of(step, opened_at=NOW, date=None) == NOW + HOUR
    back = replace(step, minutes=24 * 60, before_date=True)
    assert due_of(back, opened_at=NOW, date=NOW + 72 * HOUR) == NOW + 48 * HOUR
    assert due_of(back, opened_at=NOW, date=NOW + 2 * HOUR) == NOW + HOUR
    assert due_of(back, opened_at=NOW, date=None) == NOW + 24 * HOUR


def test_only_its_own_sender_cancels_or_carries_on_an_alert() -> None:
    """By sender, identifier and sent of the first message; what another names changes nothing."""
    first = {"sender": "dhs", "identifier": "N-1", "sent": "2026-11-21T09:00:00-00:00"}
    named = "other,x,y dhs,N-1,2026-11-21T09:00:00-00:00"
    assert calls_off({"msgType": "Cancel", "sender": "dhs", "references": named}, first)
    assert carries_on({"msgType": "Update", "sender": "dhs", "references": named}, first)
    assert not calls_off({"msgType": "Cancel", "sender": "evil", "references": named}, first)
    assert not calls_off({"msgType": "Cancel", "sender": "dhs", "references": "dhs,N-2,2026"}, first)
    assert not calls_off({"msgType": "Cancel", "sender": "dhs"}, first)


def test_what_does_not_wait_is_what_its_sender_says_does_not() -> None:
    """One of each of 47 CFR 10.400(b); no test, no cancellation, nothing that is over."""
    info = {"urgency": "Expected", "severity": "Extreme", "certainty": "Likely"}
    said = {"msgType": "Alert", "status": "Actual", "operational": True, "info": [info]}
    asked = {"exercise": False, "ends": None, "now": NOW}
    assert is_urgent("cap", said, **asked)
    for less in ({"urgency": "Future"}, {"severity": "Minor"}, {"certainty": "Possible"}):
        assert not is_urgent("cap", {**said, "info": [{**info, **less}]}, **asked)
    assert not is_urgent("cap", {**said, "msgType": "Cancel"}, **asked)
    assert not is_urgent("cap", said, exercise=False, ends=NOW, now=NOW)
    drill = {**said, "operational": False, "status": "Exercise"}
    assert not is_urgent("cap", drill, **asked)
    assert is_urgent("cap", drill, exercise=True, ends=None, now=NOW)
    assert not is_urgent("stix", said, **asked)


def test_a_playbook_is_started_by_hand_with_a_reason() -> None:
    """A spill's is not: it is seen by who decides on spills alone."""
    ntas, spill = playbooks()["ntas"], playbooks()["spill"]
    assert may_start(ntas, because="Phoned in", right=True)
    assert rules(may_start(ntas, because=" ", right=True)) == ["plan.playbook.because"]
    assert rules(may_start(spill, because="x", right=True)) == ["plan.playbook.code"]
    assert rules(may_start(None, because="x", right=False)) == ["plan.playbook.right", "plan.playbook.code"]


def test_every_shipped_playbook_is_whole() -> None:
    """Each with citation, steps, and what done means."""
    assert {"ntas", "imminent", "kev", "special-event", "spill"} <= set(playbooks())
    assert all(step.done for one in playbooks().values() for step in one.steps)


WHOLE: dict[str, Any] = {
    "code": "x1", "words": "X", "citation": "center policy", "opens": [{"facts": ["core.record.opened"]}],
    "steps": [{"code": "s1", "words": "Do", "done": "Done.", "role": "analyst", "minutes": 5}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"steps": [{**WHOLE["steps"][0], "role": "wizard"}]}, "steps[0].role"),
        ({"steps": [{**WHOLE["steps"][0], "minutes": "soon"}]}, "steps[0].minutes"),
        ({"steps": [{**WHOLE["steps"][0], "minutes": -1}]}, "steps[0].minutes"),
        ({"steps": [{**WHOLE["steps"][0], "levle": "hot"}]}, "steps[0].levle"),
        ({"steps": [{**WHOLE["steps"][0], "level": "red"}]}, "steps[0].level"),
        ({"steps": [WHOLE["steps"][0], WHOLE["steps"][0]]}, "steps[0].code"),
        ({"steps": []}, "field steps"), ({"steps": "none"}, "playbook.steps"), ({"citation": ""}, "field citation"),
        ({"code": "other"}, "field code"), ({"opens": [{"facts": ["Opened!"]}]}, "opens[0].facts"),
        ({"opens": [{"facts": ["core.record.opened"], "item": {"kind": "cap"}}]}, "opens[0].item.kind"),
        ({"ends": ["ended"]}, "ends"), ({"done": ["a.b.c:R!"]}, "done"),
        ({"colour": "red"}, "field colour"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_by_its_field(changed: dict[str, Any], named: str) -> None:
    """Nothing of it is taken; the message says file, field and what is wrong."""
    assert playbook_of("x1.json", json.dumps(WHOLE).encode()).code == "x1"
    with pytest.raises(BrokenPlaybook) as broken:
        playbook_of("x1.json", json.dumps({**WHOLE, **changed}).encode())
    assert "x1.json" in str(broken.value)
    assert named in str(broken.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"code": 1}', b"\xff\xfe"])
def test_what_is_no_playbook_at_all_is_refused(content: bytes) -> None:
    """Cut off, empty, another shape, no text."""
    with pytest.raises(BrokenPlaybook):
        playbook_of("x1.json", content)
