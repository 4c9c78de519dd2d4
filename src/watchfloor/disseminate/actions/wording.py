"""From what a form says to the statement it means: its sources looked up, its fitness decided, nothing kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.disseminate.actions.sources import numbered, offered
from watchfloor.disseminate.queries.drafting import Offered
from watchfloor.disseminate.queries.products import ProductView, checks_of, numbers_of, rolled_up
from watchfloor.disseminate.queries.products import product as product_view
from watchfloor.disseminate.rules import product as rule
from watchfloor.disseminate.rules.editing import NotKept, Spilled, Wording, may_cite, may_keep, spills, worded
from watchfloor.disseminate.rules.tearing import SECTION
from watchfloor.protect.formats.policy import load


@dataclass(frozen=True, slots=True)
class Worded:
    """The statement, every source by its id, and the labels of the records that it names for the first time."""

    statement: rule.Statement
    sources: Mapping[str, Offered]
    labels: tuple[int, ...]


def word(*, view: ProductView, old: rule.Statement, said: Wording, by: Audience) -> Worded:
    """Raises Spilled, and NotKept for a mark, kind or source that there is not."""
    if spills(text=f"{said.text}\n{said.label or ''}", portion=said.portion):
        raise Spilled(spilled())
    own = {ref.record: ref for ref in old.sources}
    known = offered(view=view, by=by)
    wanted = list(own) if said.sources is None else list(dict.fromkeys(said.sources))
    more = numbered(said=said.more, by=by) if said.more.strip() else None
    if more is not None:
        known[more.ref.record] = more
        wanted.append(more.ref.record)
    there = all(one in own or one in known for one in wanted) and (more is not None or not said.more.strip())
    decision = may_keep(text=said.text, portion=said.portion, kind=said.kind or "fact", known=there)
    if not decision:
        raise NotKept(decision)
    refs = tuple(own.get(one) or known[one].ref for one in dict.fromkeys(wanted))
    if any(one not in own for one in wanted):
        beside = [ref.legal_class for one in view.every.values() for ref in one.sources]
        cited = may_cite([*beside, *(ref.legal_class for ref in refs)], policy=load())
        if not cited.ok:
            raise NotKept(Decision.of(cited))
    labels = tuple(known[one].label_id for one in wanted if one not in own and known[one].label_id)
    return Worded(worded(old, said, refs), known, labels)


def weigh(*, product_id: UUID, key: str, section: str, said: Wording, by: Audience) -> ProductView | None:
    """The draft as it would stand if this were kept: marks, checks and numbers worked out anew, nothing written.

    None where there is nothing for `by`. Raises as `word` does.
    """
    view = product_view(audience=by, public_id=product_id)
    if view is None:
        return None
    old = view.every.get(key) or rule.Statement(key or "new", "", None)
    new = word(view=view, old=old, said=said, by=by).statement
    whole = rolled_up(whole=_with(view.product, new, section))
    checks, tear_checks = checks_of(whole=whole, withdrawn=[one for one in view.withdrawn if one != key])
    return replace(
        view, product=whole, statements=tuple(whole.statements), sourcing=numbers_of(whole=whole), checks=checks,
        tear_checks=tear_checks,
    )  # fmt: skip


def spilled() -> Decision:
    """The one thing that is said of a spill: nothing of its words."""
    text, way_out = "It bears a classified marking; nothing of it is kept.", "Stop, and tell the security officer."
    return Decision.of(Because(text, "disseminate.edit.spill", "EO 13526 (text remembered)", False, way_out))


def _with(whole: rule.Product, new: rule.Statement, section: str) -> rule.Product:
    def put(statements: tuple[rule.Statement, ...], *, here: bool) -> tuple[rule.Statement, ...]:
        if any(one.id == new.id for one in statements):
            return tuple(new if one.id == new.id else one for one in statements)
        return (*statements, new) if here else statements

    sections = tuple(replace(one, statements=put(one.statements, here=one.key == section)) for one in whole.sections)
    tear = whole.tear or (rule.Tear("", (), ()) if section == SECTION else None)
    torn = replace(tear, statements=put(tear.statements, here=section == SECTION)) if tear else None
    return replace(whole, sections=sections, tear=torn)
