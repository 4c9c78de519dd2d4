"""The text guard: words for protected characteristics that stand outside the description of a person.

ISE-FS-200 v1.5.5 (text remembered): such characteristics are no factors that create suspicion. A flag sends the text
to the privacy officer for a look. It MUST NOT reject, count, rank or become a feature of anything.
"""

import re
import string

from watchfloor.text.data import ProtectedWords, protected
from watchfloor.text.found import Found

_APART = str.maketrans(dict.fromkeys(string.punctuation + "“”‘’…–—", " "))
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s)[^.!?\n]*)*")
Span = tuple[int, int]


def protected_words(text: str) -> tuple[Found, ...]:
    """The words in order of place: `value` in lower case, `note` the category. Empty for nearly every text.

    A description of a person is exempt: from an opening such as "suspect described as" to the end of its sentence (of
    its line, where the opening begins it); and a sentence with two or more marks of a description, such as an age,
    a height or clothes, for race and sex only.
    """
    known = protected()
    lowered = text.lower()
    begun = known.by_first.keys() & lowered.translate(_APART).split()
    if not any(word in lowered for first in begun for word in known.by_first[first]):
        return ()
    hits = [
        Found("protected", *hit.span(), hit[0], hit[0].lower(), known.category_of[hit[0].lower()])
        for hit in known.words.finditer(text)
    ]
    described, marked = _described(text, known), _marked(text, known)
    return tuple(
        hit
        for hit in hits
        if not _inside(hit, described) and not (hit.note in known.marks_exempt and _inside(hit, marked))
    )


def _described(text: str, known: ProtectedWords) -> list[Span]:
    spans = []
    for opening in known.openings.finditer(text):
        line_start = text.rfind("\n", 0, opening.start()) + 1
        line_end = text.find("\n", opening.end()) % (len(text) + 1)
        sentence = _SENTENCE.match(text, opening.end())
        leads = not text[line_start : opening.start()].strip()
        spans.append((opening.start(), line_end if leads else sentence.end() if sentence else opening.end()))
    return spans


def _marked(text: str, known: ProtectedWords) -> list[Span]:
    return [
        sentence.span()
        for sentence in _SENTENCE.finditer(text)
        if sum(bool(mark.search(sentence[0])) for mark in known.marks) > 1
    ]


def _inside(hit: Found, spans: list[Span]) -> bool:
    return any(start <= hit.start and hit.end <= end for start, end in spans)
