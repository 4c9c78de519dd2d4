"""`watchfloor bench NAME`: which benches there are, and running them in data directories of their own."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console

from watchfloor.bench import pages, resolving, whole
from watchfloor.bench.clock import calibrate
from watchfloor.bench.figures import Figure


class Standing(Protocol):
    """What a house tells of itself."""

    @property
    def pid(self) -> int:
        """The database server's process."""
        ...


class OpenHouse(Protocol):
    """A house that stands below a folder while the context is open; the command line hands it down."""

    def __call__(self, data_dir: Path | None, /, *, because: str) -> AbstractContextManager[Standing]: ...


IN_A_HOUSE = {
    "gather": "intake:measure",
    "lists": "lists:measure",
    "receive": "receiving:measure",
    "facts": "facts:measure",
    "verify": "facts:verified",
    "desk": "desk:measure",
    "plan": "protected:measure",
    "protect": "protect:measure",
    "taxii": "taxii:measure",
    "likes": "liked:measure",
}
IN_AN_EXERCISE = {"desk", "protect", "likes"}
# what may be told to which bench beside the runs
TOLD = {"gather": {"rows"}, "lists": {"rows"}, "receive": {"rows"}, "desk": {"rows"}, "protect": {"rows", "part"},
        "verify": {"rows"},
        "resolution": {"rows"}, "plan": {"rows"}, "taxii": {"rows"}, "likes": {"rows"}}  # fmt: skip
WHOLE: Mapping[str, Callable[..., list[Figure]]] = {
    "idle": whole.idle,
    "demo": whole.demo,
    "pages": pages.measure,
    "resolution": resolving.measure,
}


def names() -> tuple[str, ...]:
    """Every bench there is."""
    return (*IN_A_HOUSE, *WHOLE)


def told(*, name: str, rows: int | None, part: str) -> dict[str, int | str]:
    """What of it is given, for this bench; raises ValueError for what it does not take."""
    given = {key: value for key, value in (("rows", rows), ("part", part)) if value}
    if beyond := set(given) - TOLD.get(name, set()):
        raise ValueError(f"bench {name} takes no --{' and no --'.join(sorted(beyond))}.")
    return given


def bench(
    *, name: str, runs: int, open_house: OpenHouse, say: Console, rows: int | None = None, part: str = ""
) -> dict[str, Any]:
    """The figures of one bench, over `rows` rows and of one part where it has these; ValueError for what is not there.

    A bench in a house is loaded only when its house stands: settings are read once, and name its data directory.
    """
    more = told(name=name, rows=rows, part=part)
    say.print(f"bench {name}: {runs} runs", highlight=False)
    figures = [Figure("calibration loop", round(calibrate(), 2), "ms", None, None, 5)]
    if name in WHOLE:
        figures += WHOLE[name](runs, say, **more)
    elif name in IN_A_HOUSE:
        module, function = IN_A_HOUSE[name].split(":")
        with scratch() as folder:
            if name in IN_AN_EXERCISE:
                whole.play(folder)
            with open_house(folder, because="bench") as stands:
                measure = getattr(import_module(f"watchfloor.bench.{module}"), function)
                figures += measure(stands.pid, runs, say, **more)
    else:
        raise ValueError(f"there is no bench {name!r}; there are {', '.join((*names(), 'all'))}")
    return {"bench": name, "figures": [asdict(figure) for figure in figures]}


@contextmanager
def scratch() -> Iterator[Path]:
    """A data directory that goes again; reachable for the account that runs the server."""
    folder = Path(tempfile.mkdtemp(prefix="wf-bench-"))
    folder.chmod(0o755)
    try:
        yield folder / "data"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
