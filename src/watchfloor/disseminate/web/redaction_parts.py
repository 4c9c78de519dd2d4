"""The form that takes words out of a draft: what a guard suggests, ticked by a person, with a ground and a reason."""

from typing import Any

from watchfloor.disseminate.formats.redaction import grounds, suggested
from watchfloor.disseminate.rules.product import Statement
from watchfloor.disseminate.web.product_parts import Said
from watchfloor.protect.web.fields import choices, field, with_errors

FIELDS = {
    "disseminate.redact.words": "written", "disseminate.redact.there": "written",
    "disseminate.redact.elsewhere": "written", "disseminate.redact.ground": "ground",
    "disseminate.redact.because": "redact_because",
}  # fmt: skip


def redaction_of(one: Statement, said: Said, *, url: str) -> dict[str, Any]:
    """Of the statement that is open; with what was written if it was refused."""
    again, errors = said.deed == "redact", said.errors("redact", FIELDS)
    picked = set(said.form.getlist("found")) if again else set()
    found = [{"value": word, "text": word, "checked": word in picked} for word in suggested(one.text)]
    fields = [
        *([field("found", "Suggested by a guard", kind="checks", required=False, options=found)] if found else []),
        field("written", "Words to take out" if not found else "Other words to take out", kind="area", required=False,
              value=said.value("redact", "written"),
              hint="As they stand, one passage a line. They are taken out wherever this draft holds them."),
        field("ground", "Ground", kind="radios",
              options=choices(grounds().items(), chosen=said.value("redact", "ground"))),
        field("redact_because", "Why", kind="area", value=said.value("redact", "redact_because"),
              hint="Kept sealed with your name."),
    ]  # fmt: skip
    return {"url": f"{url}redact", "fields": with_errors(fields, errors), "errors": errors, "open": bool(errors)}
