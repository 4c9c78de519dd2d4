"""The grounds of redaction as policy, and the words that a guard would take out."""

from functools import lru_cache
from importlib.resources import files

import msgspec

from watchfloor.text.personal import personal_data


@lru_cache(maxsize=1)
def grounds() -> dict[str, str]:
    """Ground and its words, in the order of `data/redaction.json`."""
    return {row["code"]: row["words"] for row in _policy()["grounds"]}


def bar_of(ground: str) -> str:
    """What is printed in place of the words."""
    return str(_policy()["bar"]).format(words=grounds()[ground])


def suggested(text: str) -> list[str]:
    """Words of a text that look like personal data, each once, in order of place; a person decides on each."""
    return list(dict.fromkeys(one.said for one in personal_data(text)))


@lru_cache(maxsize=1)
def _policy() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = msgspec.json.decode(
        files("watchfloor.disseminate").joinpath("data/redaction.json").read_bytes()
    )
    return found
