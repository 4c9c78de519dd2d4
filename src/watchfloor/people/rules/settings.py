"""What a person sets for the desk: look, keys, sound and mail; which keys may be given to what."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from watchfloor.core.rules.decision import Because, Decision

THEMES = ("", "light", "dark")
SIZES = ("", "112", "125")
ROOMS = ("", "roomy")
KEY_MODES = ("", "alt", "off")
# one sign, or two after one another ("g i"); a letter with Shift is its capital
KEY = re.compile(r"[!-~](?: [!-~])?\Z")
LOOKS: Mapping[str, tuple[str, ...]] = {"theme": THEMES, "size": SIZES, "room": ROOMS, "keys": KEY_MODES}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one person; "" is what the device or the house says. `remap`: our key -> the person's own."""

    theme: str = ""
    size: str = ""
    room: str = ""
    keys: str = ""
    remap: Mapping[str, str] = field(default_factory=dict)
    sound: bool = False
    mail: bool = True


def may_keep(settings: Settings, *, known: Iterable[str]) -> Decision:
    """Every look is one of those offered, every key one that can be pressed, and no two acts share one (WCAG 2.1.4)."""
    reasons = [
        _no(
            f"{name.capitalize()} cannot be {getattr(settings, name)!r}.", f"settings.{name}", "Choose one of the list."
        )
        for name, offered in LOOKS.items()
        if getattr(settings, name) not in offered
    ]
    return Decision.of(*reasons, *key_errors(settings.remap, known=known).values(), Because("Kept.", "settings.kept"))


def key_errors(remap: Mapping[str, str], *, known: Iterable[str]) -> dict[str, Because]:
    """What is wrong with a key of one's own, by the key of ours that it stands for."""
    ours = list(dict.fromkeys([*known, *remap]))
    used = {key: remap.get(key, key) for key in ours}
    found = {}
    for key, own in remap.items():
        others = [other for other, pressed in used.items() if other != key and _clash(pressed, own)]
        if not KEY.match(own):
            found[key] = _no(f"{own!r} is no key.", "settings.key", "Write one sign, or two with a space between.")
        elif others:
            text = f"{own!r} is taken by what {others[0]!r} does."
            found[key] = _no(text, "settings.key-once", "Give one of the two another key.")
    return found


def _clash(one: str, other: str) -> bool:
    """The same key, or a single key that a pair begins with: the pair could never be reached."""
    return one == other or (one == other[:1] and " " in other) or (other == one[:1] and " " in one)


def _no(text: str, rule: str, way_out: str) -> Because:
    return Because(text, rule, "WCAG 2.1.4" if rule.startswith("settings.key") else "", False, way_out)
