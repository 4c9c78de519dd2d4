"""May this need be stated, revised, moved, approved, reviewed, retired? A need is never its own ancestor."""

import re
from collections.abc import Mapping, Sequence

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.plan.rules.needs import LEVEL_WORDS, LEVELS, PRIORITIES, SOURCES, Need, NeedSaid, Standing, above, below

TITLE_MOST, ASKED_MOST, CODE_MOST, PHRASE_MOST, PHRASES_MOST, WHY_MOST = 200, 4000, 40, 100, 40, 1000
WHY_WORDS, DEEPEST = 3, 8
CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._-]*[A-Za-z0-9])?")
CITATION = "fusion-process 5.3; Baseline Capabilities I.A.3 (information requirements)"
YEARLY = "Baseline Capabilities; attribute G5 (annual review of SINs)"


def may_state(
    said: NeedSaid, by: Standing, *, parent: Need | None, codes: frozenset[str], guarded: Sequence[Because] = ()
) -> Decision:
    """Whether this may be stated. `codes` are those of the others in force, in lower case; `parent` MUST be None where
    the one named is not there for the asker."""
    return Decision.of(_may(by), *_content(said, codes), *_fits(said, parent), *guarded)


def may_revise(
    need: Need, said: NeedSaid, why: str, by: Standing, *, parent: Need | None, codes: frozenset[str],
    guarded: Sequence[Because] = (),
) -> Decision:  # fmt: skip
    """Whether it may say this from now on."""
    same = said == need.said
    return Decision.of(
        _may(by), _stands(need), *_why(why), *_content(said, codes), *_fits(said, parent), *guarded,
        *_either(not same, "Nothing is changed.", "same", "Change something, or leave it as it is."),
    )  # fmt: skip


def may_move(need: Need, to: Need | None, tree: Mapping[int, Need], by: Standing) -> Decision:
    """Whether it may stand beneath `to` (None: at the top). A need is never its own ancestor."""
    if to is not None and to.id in {need.id, *below(need.id, tree)}:
        how = "itself" if to.id == need.id else f"“{to.said.title}”, which stands beneath it"
        text = f"Above: “{need.said.title}” would stand beneath {how}. A need cannot be its own ancestor."
        return Decision.of(_may(by), _stands(need), _no(text, "tree", "Choose a need outside of its branch."))
    deepest = len(above(to.id if to else None, tree)) + _height(need, tree)
    return Decision.of(
        _may(by), _stands(need), *_level(need.said.level, to), *_live(to),
        *_either(deepest <= DEEPEST, f"Above: the tree would be {deepest} levels deep.", "tree",
                 f"{DEEPEST} are enough: choose one further up."),
    )  # fmt: skip


def _height(need: Need, tree: Mapping[int, Need]) -> int:
    beneath = below(need.id, tree)
    return 1 + max((_between(tree[one], need, tree) for one in beneath), default=0)


def _between(one: Need, top: Need, tree: Mapping[int, Need]) -> int:
    return [each.id for each in above(one.id, tree)].index(top.id)


def may_approve(need: Need, by: Standing) -> Decision:
    """Whether this person may approve it: another one than who stated or last revised it."""
    return Decision.of(
        *_right(by, "approve", "Ask the supervisor or the director."), _stands(need),
        *_either(need.approved_at is None, "It is approved already.", "approved", "Review it when its day comes."),
        *_either(need.stated_by != by.person_id, "You stated it: another person approves.", "two-persons",
                 "Ask the supervisor or the director."),
    )  # fmt: skip


def may_review(need: Need, why: str, by: Standing) -> Decision:
    """Whether it may be kept for another year, for a reason."""
    return Decision.of(_may(by), _stands(need), *_why(why))


def may_retire(need: Need, why: str, tree: Mapping[int, Need], by: Standing) -> Decision:
    """Whether it may be retired: nothing in force stands beneath it."""
    left = [tree[one] for one in below(need.id, tree) if tree[one].retired_at is None]
    return Decision.of(
        _may(by), _stands(need), *_why(why),
        *_either(not left, _left(len(left)), "beneath", "Retire or move them first."),
    )  # fmt: skip


def _content(said: NeedSaid, codes: frozenset[str]) -> list[Because]:
    return [
        *_filled("Title", said.title, "title", TITLE_MOST, "Say in a line what is to be known."),
        *_either(len(said.asked) <= ASKED_MOST, f"What is asked: {len(said.asked)} characters.", "asked",
                 f"Write {ASKED_MOST} or fewer."),
        *_either(said.level in LEVELS, "Level: not chosen.", "level", "Choose one of the four."),
        *_either(said.source in SOURCES, "Source: not chosen.", "source", "Choose where it comes from."),
        *_either(said.priority in PRIORITIES, "Priority: not chosen.", "priority", "Choose one."),
        *_code(said.code, codes), *_times(said), *_phrases(said),
        *_either(said.level != "indicator" or said.says, "Indicator: nothing says how one would notice it.",
                 "content", "Give one phrase, sector or area."),
    ]  # fmt: skip


def _code(code: str, codes: frozenset[str]) -> tuple[Because, ...]:
    if not code:
        return ()
    fine = len(code) <= CODE_MOST and CODE.fullmatch(code) is not None
    return (
        *_either(fine, "Code: not of letters, digits, points and hyphens.", "code", "Write it as HSEC-8.3.1."),
        *_either(code.casefold() not in codes, f"Code: {code} is another need's.", "code", "Choose a free one."),
    )  # fmt: skip


def _times(said: NeedSaid) -> tuple[Because, ...]:
    turned = said.starts_at and said.ends_at and said.ends_at <= said.starts_at
    return (
        *_either(not turned, "Until: it ends before it begins.", "ends", "Give a later day, or none."),
        *_either(said.level != "pir" or said.ends_at is not None, "Until: a priority requirement is for a time.",
                 "ends", "Give the day on which it ends."),
    )  # fmt: skip


def _phrases(said: NeedSaid) -> tuple[Because, ...]:
    long = next((one for one in said.phrases if len(one) > PHRASE_MOST), "")
    return (
        *_either(len(said.phrases) <= PHRASES_MOST, f"Words: {len(said.phrases)} phrases.", "phrases",
                 f"Give {PHRASES_MOST} or fewer."),
        *_either(not long, f"Words: a phrase of {len(long)} characters.", "phrases",
                 f"Write {PHRASE_MOST} or fewer, one phrase a line."),
    )  # fmt: skip


def _fits(said: NeedSaid, parent: Need | None) -> tuple[Because, ...]:
    if said.parent is not None and parent is None:
        return (_no("Above: nothing here that you may read, or it does not exist.", "parent", "Choose it anew."),)
    return (*_level(said.level, parent), *_live(parent))


def _level(level: str, parent: Need | None) -> tuple[Because, ...]:
    if level not in LEVELS:
        return ()
    if parent is None:
        return _either(level in ("sin", "pir"), f"Above: {_a(level)} stands beneath another need.", "parent",
                       "Choose the need that it serves.")  # fmt: skip
    mine, its = LEVELS.index(level), LEVELS.index(parent.said.level)
    fine = its < mine or level == parent.said.level == "sin"
    return _either(fine, f"Above: {_a(level)} cannot stand beneath {_a(parent.said.level)}.", "parent",
                   "Standing need, priority requirement, essential element, indicator: in this order.")  # fmt: skip


def _a(level: str) -> str:
    words = LEVEL_WORDS[level].lower()
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


def _live(parent: Need | None) -> tuple[Because, ...]:
    fine = parent is None or parent.retired_at is None
    return _either(fine, "Above: that need was retired.", "parent", "Choose one that is in force.")


def _may(by: Standing) -> Because:
    return _right(by, "state", "Ask an analyst of the center.")[0]


def _right(by: Standing, what: str, way_out: str) -> tuple[Because, ...]:
    text = "state what the center must know" if what == "state" else "approve what the center must know"
    if by.right:
        return (Because(f"You may {text}.", "plan.need.right", CITATION),)
    return (_no(f"You may not {text}.", "right", way_out),)


def _stands(need: Need) -> Because:
    if need.retired_at is None:
        return Because("It is in force.", "plan.need.state", CITATION)
    return _no("It was retired.", "state", "State it anew.")


def _why(why: str) -> tuple[Because, ...]:
    few = len(why.split()) < WHY_WORDS
    way_out = f"Say why in {WHY_WORDS} words or more."
    return (
        *_either(not few, "Reason: too short to tell why.", "why", way_out),
        *_either(len(why) <= WHY_MOST, f"Reason: {len(why)} characters.", "why", f"Write {WHY_MOST} or fewer."),
    )  # fmt: skip


def _filled(name: str, said: str, rule: str, most: int, way_out: str) -> tuple[Because, ...]:
    if not said.strip():
        return (_no(f"{name}: empty.", rule, way_out),)
    return _either(len(said) <= most, f"{name}: {len(said)} characters.", rule, f"Write {most} or fewer.")


def _either(ok: bool, text: str, rule: str, way_out: str) -> tuple[Because, ...]:
    return () if ok else (_no(text, rule, way_out),)


def _no(text: str, rule: str, way_out: str) -> Because:
    return Because(text, f"plan.need.{rule}", YEARLY if rule == "why" else CITATION, False, way_out)


def _left(how_many: int) -> str:
    return f"{how_many} need{' stands' if how_many == 1 else 's stand'} beneath it still."
