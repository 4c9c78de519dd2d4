"""Doing the work of a command: the house is opened, the work done, facts sealed and followed, the answer printed."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from watchfloor.cli import house, output
from watchfloor.localdb.failure import LauncherError

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Where the data lies; else $WATCHFLOOR_DATA_DIR.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, alone on stdout.")]
Show = Callable[[Mapping[str, Any]], None]


@contextmanager
def open_house(data_dir: Path | None, *, made_by: str) -> Iterator[house.Standing]:
    """The house for a one-shot command; every refusal and failure becomes one clear line and status 1."""
    try:
        with house.standing(data_dir, because=f"made by `watchfloor {made_by}`") as stands:
            _found_center()
            yield stands
    except LauncherError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename or 'the system'}: {error.strerror or error}")


def _found_center() -> None:
    """A directory made by a one-shot command gets one center, so that what comes in has an owner."""
    from watchfloor.core.queries import records as core
    from watchfloor.people import queries as people
    from watchfloor.people.actions.directory import add_agency

    if people.center() is None:
        stands = core.house()
        code = stands.code if stands else "CENTER"
        add_agency(code=code, name=f"{code} fusion center", kind="center", is_center=True, by=actor())


def actor() -> Any:
    """The OS account mapped to a person acts as he; any other as `operator`, who brings in and reads nothing."""
    from watchfloor.cli.acting import acting

    return acting()


def fail(text: str) -> NoReturn:
    """One clear line, and status 1."""
    output.err.print(text, style="bold", highlight=False)
    raise typer.Exit(1)


def run(
    work: Callable[[], Mapping[str, Any]],
    *,
    data_dir: Path | None,
    made_by: str,
    as_json: bool,
    show: Show | None = None,
) -> Mapping[str, Any]:
    """Do the work in an open house, seal and follow to the end, print the answer."""
    with open_house(data_dir, made_by=made_by):
        from watchfloor.cli.acting import EXPECTED

        try:
            said = work()
            house.settle()
        except EXPECTED as error:
            fail(str(error))
    output.answer(said, as_json=as_json, show=show)
    return said
