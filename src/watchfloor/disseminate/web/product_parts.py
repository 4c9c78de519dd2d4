"""The parts of a product's page around its text: stages, checks, receipts, its way; and what a form said."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.disseminate.queries.drafting import VersionView
from watchfloor.disseminate.queries.products import ProductView
from watchfloor.disseminate.rules.checking import Check
from watchfloor.marking.banner import canonical
from watchfloor.protect.web.fields import error
from watchfloor.protect.web.marks import portion_of
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.wording import moment

KINDS = {"second": "Second person", "privacy": "Privacy officer"}


@dataclass(frozen=True, slots=True)
class Said:
    """What the reader asked of the page: the statement that is open (`at`), and a deed with the words of its form.

    `refused` is why it was not done; empty when the page is only read.
    """

    deed: str = ""
    form: QueryDict = field(default_factory=QueryDict)
    refused: Decision | None = None
    at: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()

    def refused_by(self, decision: Decision) -> "Said":
        """The same, not done."""
        return replace(self, refused=decision)

    def errors(self, deed: str, fields: Mapping[str, str]) -> list[dict[str, str]]:
        """What refused this deed; `fields` ties rules to fields."""
        if self.refused is None or self.deed != deed:
            return []
        return [
            error(fields.get(one.rule, ""), " ".join(filter(None, (one.text, one.way_out, f"Rule {one.rule}."))))
            for one in self.refused.against
        ]

    def value(self, deed: str, name: str) -> str:
        """What was written into a field of this deed."""
        return str(self.form.get(name, "")) if self.deed == deed else ""


def banner_of(view: ProductView) -> str:
    """The product's own marking, rolled up from its portions; "" while one is unmarked."""
    unmarked = any(one.marking is None for one in view.statements)
    return canonical(view.product.banner) if view.product.banner and not unmarked else ""


def findings_of(view: ProductView) -> dict[str, Any]:
    """The mark over the text and the strip of checks at its foot: what a form of a statement changes at once."""
    banner, checks = banner_of(view), [*view.checks, *view.tear_checks]
    shown, passed = checks_of(checks)
    return {
        "mark": portion_of(banner) if banner else "", "checks": shown, "checks_passed": passed,
        "checks_open": sum(one.refuses and not one.ok for one in checks), "conflicts": conflicts_of(checks),
    }  # fmt: skip


def checks_of(checks: Sequence[Check]) -> tuple[list[dict[str, Any]], int]:
    """(what is to be settled or looked at, what refuses first; how many passed)."""
    open_ = sorted((one for one in checks if not one.ok), key=lambda one: not one.refuses)
    texts = {(one.text, one.way_out): one for one in reversed(open_)}
    shown = [
        {"ok": False, "refuses": one.refuses, "url": f"?at={one.statement}#statement-{one.statement}"
         if one.statement else "", "text": _said(one, sum(other.text == one.text for other in open_))}
        for one in reversed(texts.values())
    ]  # fmt: skip
    return shown, sum(one.ok for one in checks)


def _said(one: Check, times: int) -> str:
    said = " ".join(filter(None, (one.text, one.way_out)))
    return f"{said} {times} statements." if times > 1 else said


def conflicts_of(checks: Sequence[Check]) -> list[dict[str, str]]:
    """Portions marked below their sources: which source, the rule, the way out."""
    return [
        {"key": one.statement, "text": f"{one.text} {one.way_out}", "rule": f"Rule {one.rule}, {one.citation}."}
        for one in checks
        if "not-lower" in one.rule and not one.ok
    ]


def stages_of(audience: Audience, view: ProductView, versions: Sequence[VersionView]) -> list[dict[str, str]]:
    """Draft, the two reviews, release, recall: who and when; what is done, what is now."""
    names = names_of({*view.authors, *(one.by_id for one in view.releases)}, audience)
    valid = {one.kind: one for one in view.reviews if one.approved and one.revision == view.revision}
    out = view.releases[-1] if view.releases else None
    gone = [one for one in view.releases if one.recalled_at]
    kept = moment(versions[0].at) if versions else ""
    rows = [
        ("Draft", ", ".join(filter(None, (*(names[one] for one in view.authors), kept))), view.state != "draft"),
        *((KINDS[kind], f"{valid[kind].name}, {moment(valid[kind].at)}" if kind in valid else "", kind in valid)
          for kind in KINDS),
        ("Released", f"{out.number}, {moment(out.at)}" if out else "two people", out is not None),
    ]  # fmt: skip
    if gone:
        rows.append(("Recalled", f"{gone[0].number}, {moment(gone[0].recalled_at)}", True))
    now = next((at for at, (_, _, done) in enumerate(rows) if not done), len(rows))
    return [
        {"text": text, "note": note, "state": "done" if done else "now" if at == now else "to-come"}
        for at, (text, note, done) in enumerate(rows)
    ]


def saved_of(audience: Audience, view: ProductView, versions: Sequence[VersionView]) -> str:
    """ "version 6, kept Nov 21, 03:14 CST by Ana Ruiz"."""
    if not versions:
        return f"version {view.revision}"
    last = versions[0]
    return f"version {last.n}, kept {moment(last.at)} by {names_of({last.by_id}, audience)[last.by_id]}"


def receipts_of(view: ProductView) -> dict[str, Any] | None:
    """Who got it and who said that he has it."""
    copies = [(one, who) for one in view.releases for who in one.recipients]
    if not copies:
        return None
    rows = [
        {
            "name": who.name, "group": f"{who.agency}; {one.number} to {one.group}", "sent": moment(who.delivered_at),
            "acknowledged": moment(who.acknowledged_at),
            "note": ", ".join(filter(None, ("tear line" if one.part == "tear" else "",
                                            "recalled" if one.recalled_at else ""))),
        }
        for one, who in copies
    ]  # fmt: skip
    read = sum(1 for _, who in copies if who.acknowledged_at)
    return {"rows": rows, "summary": f"{read} of {len(copies)} acknowledged"}


def trail_of(audience: Audience, view: ProductView) -> list[dict[str, Any]]:
    """The product's way, oldest first."""
    names = names_of({*view.authors, *(one.by_id for one in view.releases)}, audience)
    steps = [(view.made_at, "Drafted", f"by {names[view.authors[0]]}" if view.authors else "")]
    for one in view.reviews:
        verdict = "approved" if one.approved else "returned"
        words = f": {one.because}" if one.because else ""
        steps.append((one.at, f"{KINDS.get(one.kind, one.kind)} {verdict} version {one.revision}", one.name + words))
    for out in view.releases:
        part = "tear line to" if out.part == "tear" else "to"
        steps.append((out.at, f"Released as {out.number}", f"{part} {out.group}, confirmed by {names[out.by_id]}"))
        if out.recalled_at:
            steps.append((out.recalled_at, f"{out.number} recalled", out.recalled_because))
    steps.sort(key=lambda step: step[0])
    return [
        {"when": moment(at), "what": what, "detail": detail, "hash": "", "now": n == len(steps) - 1}
        for n, (at, what, detail) in enumerate(steps)
    ]


def counted(view: ProductView) -> str:
    """How many statements, of how many sources; for the head of the page."""
    whole = Counter(bool(one.sources) for one in view.every.values())
    return f"{sum(whole.values())} statements, {len(view.sourcing.notes)} sources"
