"""Words are taken out of a draft before it goes out: nothing stands under the bar, which is all that is written."""

import re
from collections.abc import Iterable, Mapping, Sequence

from watchfloor.core.rules.decision import Because, Decision

CITATION = "28 CFR 23.20(e) (as much as the need asks for); center P/CRCL policy"
LEAST = 2  # characters; one alone would take out half of a text


def spans_of(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where these words stand, whatever their case and the white space between them; whole words, apart from each
    other."""
    found: list[tuple[int, int]] = []
    for one in sorted(filter(None, map(str.split, words)), key=lambda parts: -len(" ".join(parts))):
        inside = r"\s+".join(map(re.escape, one))
        for hit in re.finditer(rf"(?<!\w){inside}(?!\w)", text, re.IGNORECASE):
            if not any(hit.start() < end and start < hit.end() for start, end in found):
                found.append(hit.span())
    return sorted(found)


def burned(text: str, words: Sequence[str], *, bar: str) -> str:
    """The text with a bar in the place of each of the words. The bar tells neither how long they were nor how many."""
    out, at = [], 0
    for start, end in spans_of(text, words):
        out += [text[at:start], bar]
        at = end
    return "".join([*out, text[at:]])


def cut_short(text: str, words: Sequence[str]) -> int | None:
    """Where a title that was cut ends within one of these words ("Karen Quillf…"); None if it does not."""
    end = text.rstrip("… ")
    for parts in map(str.split, words):
        one = " ".join(parts)
        for length in range(len(one) - 1, LEAST - 1, -1):
            inside = r"\s+".join(map(re.escape, one[:length].split()))
            if begun := re.search(rf"(?<!\w){inside}$", end, re.IGNORECASE):
                return begun.start()
    return None


def holds(text: str, words: Sequence[str]) -> bool:
    """Whether any of the words stands in a text that is printed as it is, whole or cut at its end."""
    return bool(spans_of(text, words)) or (text.rstrip().endswith("…") and cut_short(text, words) is not None)


def burned_title(text: str, words: Sequence[str], *, bar: str) -> str:
    """As `burned`, for a text that may have been cut at its end: what is left of one of the words there goes too."""
    left = burned(text, words, bar=bar)
    at = cut_short(left, words)
    return left if at is None else f"{left[:at]}{bar}"


def may_redact(
    words: Sequence[str], *, ground: str, grounds: Iterable[str], because: str, elsewhere: Sequence[str],
    statements: Mapping[str, str], whole: str = "this draft",
) -> Decision:  # fmt: skip
    """`elsewhere`: names of what is printed beside the statements and holds the words, which no bar reaches."""
    fit = bool(words) and all(len(one.strip()) >= LEAST for one in words)
    there = any(spans_of(text, words) for text in statements.values())
    return Decision.of(
        Because("The words are named.", "disseminate.redact.words", CITATION) if fit
        else _no("Words: none, or too short.", "words", "Tick what was found, or write them as they stand."),
        Because(f"They stand in {whole}.", "disseminate.redact.there", CITATION) if there or not fit
        else _no(f"Words: nothing in {whole} holds them.", "there", "Write them as they stand."),
        Because("The ground is one of the policy.", "disseminate.redact.ground", CITATION) if ground in set(grounds)
        else _no("Ground: none was chosen.", "ground", "Choose one."),
        Because("It says why.", "disseminate.redact.because", CITATION) if because.strip()
        else _no("Reason: nothing is written.", "because", "Write it; it is kept sealed."),
        Because("They are printed nowhere else.", "disseminate.redact.elsewhere", CITATION) if not elsewhere
        else _no(f"Words: they are printed in {', '.join(elsewhere)} too.", "elsewhere",
                 "Write that anew, or leave the source out; then take them out here."),
    )  # fmt: skip


def _no(text: str, rule: str, way_out: str) -> Because:
    return Because(text, f"disseminate.redact.{rule}", CITATION, ok=False, way_out=way_out)
