"""Take words out of a draft: a new version of each statement that holds them, with a bar in their place.

Every rendering (page, HTML, PDF with its text layer and structure) is made from the newest version alone, so there is
nothing under the bar. The versions before stay where they are, behind the wall of the draft.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.core.rules.fact import Words
from watchfloor.disseminate.actions.draft import editable
from watchfloor.disseminate.actions.editing import edit_statement
from watchfloor.disseminate.formats.redaction import bar_of, grounds
from watchfloor.disseminate.queries.products import ProductView
from watchfloor.disseminate.queries.products import product as product_view
from watchfloor.disseminate.rules.editing import Wording
from watchfloor.disseminate.rules.redacting import burned, holds, may_redact, spans_of
from watchfloor.marking.banner import canonical


class NotRedacted(Refused):
    """The words, the ground or the reason are missing, or the words are printed where no bar reaches."""


def redact(
    *, product_id: UUID, words: Sequence[str], ground: str, because: str, by: Audience, now: datetime
) -> list[str]:
    """Keys of the statements from which the words were taken, wherever in the draft and its tear line they stood.

    Who did it, on which ground, is a fact; why is sealed beside it. Raises NotRedacted, and as `edit_statement` does.
    """
    with transaction.atomic():
        row = editable(product_id=product_id, by=by)
        view = product_view(audience=by, public_id=product_id)
        assert view is not None  # `editable` has found it
        texts = {key: one.text for key, one in view.every.items()}
        decision = may_redact(
            words, ground=ground, grounds=grounds(), because=because, elsewhere=_elsewhere(view, words),
            statements=texts,
        )  # fmt: skip
        if not decision:
            raise NotRedacted(decision)
        touched = [key for key, text in texts.items() if spans_of(text, words)]
        for key in touched:
            mark = view.every[key].marking
            said = Wording(burned(texts[key], words, bar=bar_of(ground)), canonical(mark) if mark else "")
            edit_statement(product_id=product_id, key=key, said=said, by=by, now=now)
        rules = [*decision.rules, f"disseminate.redact.{ground}"]
        why = Words(because.strip(), row.label_id)
        tell(kind="disseminate.statement.redacted", by=by, records=[product_id], rules=rules, words=why)
    return touched


def _elsewhere(view: ProductView, words: Sequence[str]) -> list[str]:
    """What else is printed and holds the words, by its name."""
    whole = view.product
    places = {"the title": whole.title, "the title of the tear line": whole.tear.title if whole.tear else ""}
    places |= {f"the heading {number}": one.heading for number, one in enumerate(whole.sections, 1)}
    places |= {f"source {note.number}": note.source.what for note in view.sourcing.notes}
    places |= {f"the row head of statement {key}": one.label for key, one in view.every.items()}
    return [name for name, text in places.items() if holds(text, words)]
