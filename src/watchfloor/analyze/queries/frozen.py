"""A version of a kind's model, ready to weigh with; loads the engine."""

from watchfloor.analyze.formats.model_versions import shipped_versions
from watchfloor.analyze.formats.models import Frozen, estimated, shipped
from watchfloor.analyze.queries.models import model_content

_known: dict[tuple[str, str], Frozen] = {}


def frozen(*, kind: str, version: str) -> Frozen:
    """The model that ships, or one that was estimated; each is read once a process.

    MUST be called inside a transaction for the latter.
    """
    if version == shipped_versions()[kind]:
        return shipped(kind)
    if (kind, version) not in _known:
        content = model_content(kind=kind, version=version)
        _known[kind, version] = estimated(kind, content) if content else shipped(kind)
    return _known[kind, version]
