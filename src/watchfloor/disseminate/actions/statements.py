"""Keep statements as rows: each stands from one version until another, its sources beside it."""

from collections.abc import Mapping, Sequence

from django.db import connection

from watchfloor.disseminate.actions.keeping import keep
from watchfloor.disseminate.formats.keeping import source_kept, statement_kept
from watchfloor.disseminate.models.products import Product, Statement, StatementSource, Version
from watchfloor.disseminate.rules import product as rule

Standing = tuple[str, float, rule.Statement]  # section, place, statement


def keep_statements(*, of: Product, each: Sequence[Standing], since: int, ids: Mapping[str, int]) -> None:
    """`ids` gives the id of each record that a source names; what is not in it (advice) is no record."""
    rows = keep([_row(of, one, since, ids) for one in each])
    keep(
        [
            StatementSource(
                statement=row, label_id=of.label_id, base_label_id=of.base_label_id,
                record_id=ids.get(ref.record, 0), position=n, content=source_kept(ref),
            )
            for row, (_, _, one) in zip(rows, each, strict=True)
            for n, ref in enumerate(one.sources)
        ]
    )  # fmt: skip


def _row(of: Product, standing: Standing, since: int, ids: Mapping[str, int]) -> Statement:
    section, position, one = standing
    records = {ids.get(ref.record, 0) for ref in one.sources} - {0}
    return Statement(
        product=of, label_id=of.label_id, base_label_id=of.base_label_id, section=section, position=position,
        record_id=next(iter(records)) if len(records) == 1 else None, key=one.id, since=since,
        content=statement_kept(one) | {"sources_kept": len(one.sources)},
    )  # fmt: skip


def keep_title(*, of: Product, key: str, text: str, since: int) -> None:
    """A title is a statement without a mark; it was worded after the threat item, and is forgotten with it."""
    content = statement_kept(rule.Statement(key, text, None)) | {"sources_kept": 0}
    keep([Statement(
        product=of, label_id=of.label_id, base_label_id=of.base_label_id, section=key, position=1.0,
        record_id=of.threat_id, key=key, since=since, content=content,
    )])  # fmt: skip


def end(*, of: Product, key: str, until: int) -> None:
    """From this version on the statement stands no more, or stands anew."""
    Statement.objects.filter(product=of, key=key, until=None).update(until=until)


def keep_version(version: Version) -> None:
    """Who did what; under the label of the product as it was."""
    keep([version])


def relabel(*, of: Product, label_id: int) -> None:
    """The draft and everything in it under a stricter label. The last thing that may be read of it here."""
    if label_id != of.label_id:
        with connection.cursor() as cursor:
            cursor.execute("select disseminate_relabel(%s, %s)", [of.pk, label_id])
