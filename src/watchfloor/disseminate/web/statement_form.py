"""The form of one statement: words, mark, kind, the two fields of a judgment, what it rests on; every word kept."""

from typing import Any

from watchfloor.analyze.formats.tables import scale
from watchfloor.core.rules.audience import Audience
from watchfloor.disseminate.actions.editing import CONFLICT
from watchfloor.disseminate.queries.drafting import versions
from watchfloor.disseminate.queries.products import ProductView
from watchfloor.disseminate.rules.product import Statement
from watchfloor.disseminate.web.product_parts import Said
from watchfloor.marking.banner import canonical
from watchfloor.protect.web.fields import choices
from watchfloor.protect.web.marks import portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.wording import moment

FIELDS = {
    "disseminate.edit.portion": "portion", "disseminate.edit.length": "text", "disseminate.edit.source": "more",
    "disseminate.edit.kind": "kind",
}  # fmt: skip
KINDS = (("fact", "Fact"), ("judgment", "Judgment of this center"))


def form_of(
    audience: Audience, view: ProductView, said: Said, *, at: str, add: str, url: str
) -> dict[str, Any]:  # fmt: skip
    """Of the statement `at`, or of a new one in the section `add`; with what was written if it was refused."""
    one = view.every.get(at) or Statement("", "", None)
    deed = "edit" if at else "add"
    again = said.deed == deed and said.refused is not None
    mark = portion_of(canonical(one.marking)) if one.marking else ""

    def value(name: str, stands: str) -> str:
        return str(said.form.get(name, stands)) if again else stands

    kind = value("kind", "judgment" if one.own else "fact")
    section = add or next((placed.section for placed in view.placed if placed.key == at), "")
    table = any(part.key == section and part.columns for part in view.product.sections)
    return {
        "url": f"{url}{deed}", "weigh_url": f"/products/{view.public_id}/weigh/", "key": at, "section": section,
        "after": said.at.get("after", ""), "base": view.revision, "errors": said.errors(deed, FIELDS),
        "text": value("text", one.text), "portion": value("portion", mark), "more": value("more", ""),
        "label": value("label", one.label), "table": table, "kinds": choices(KINDS, chosen=kind),
        "likelihoods": _choices(_phrases(), value("likelihood", one.likelihood)),
        "confidences": _choices(list(scale().confidence), value("confidence", one.confidence)),
        "rests_on": _rests_on(view, one, said.form.getlist("rests_on") if again else list(one.rests_on)),
        "picked": said.form.getlist("source") if again else None, "judgment": kind == "judgment",
        "meanwhile": _meanwhile(audience, view, one, said) if again else None,
        "close_url": f"/products/{view.public_id}/" + (f"#statement-{at}" if at else ""),
    }  # fmt: skip


def _phrases() -> list[str]:
    return [phrase for row in scale().likelihood for phrase in row.phrases]


def _choices(words: list[str], chosen: str) -> list[dict[str, Any]]:
    return choices([("", "none given"), *((word, word) for word in words)], chosen=chosen)


def _rests_on(view: ProductView, one: Statement, chosen: list[str]) -> list[dict[str, Any]]:
    """The other statements that a judgment may rest on: of the same part, product or tear line."""
    tear = view.product.tear.statements if view.product.tear else ()
    inside = {other.id for other in tear}
    return [
        {"value": other.id, "text": f"{other.label}. {other.text}" if other.label else other.text,
         "checked": other.id in chosen}
        for other in view.every.values()
        if other.id != one.id and not other.own and (other.id in inside) == (one.id in inside)
    ]  # fmt: skip


def _meanwhile(audience: Audience, view: ProductView, one: Statement, said: Said) -> dict[str, str] | None:
    """Who kept another wording while this one was written, and what it is."""
    if said.refused is None or CONFLICT not in said.refused.rules:
        return None
    last = next((kept for kept in versions(audience=audience, view=view) if kept.key == one.id), None)
    who = names_of({last.by_id}, audience)[last.by_id] if last else "Somebody else"
    return {
        "who": who, "when": moment(last.at) if last else "", "version": str(last.n) if last else "", "text": one.text,
        "portion": portion_of(canonical(one.marking)) if one.marking else "",
    }  # fmt: skip
