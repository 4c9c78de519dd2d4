"""Making a cluster with initdb."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from watchfloor.localdb import files, server
from watchfloor.localdb.failure import LauncherError


def initdb(runner: server.Runner, folder: Path, *, password: str, superuser: str, settings: Mapping[str, str]) -> None:
    """Make `<folder>/postgres`: SCRAM for everybody, data checksums, UTF-8. The folder belongs to the account."""
    secret = folder / "password"
    files.write(secret, password + "\n")
    if runner.account:
        os.chown(secret, runner.account.uid, runner.account.gid)
    words = ["-D", str(folder / "postgres"), "-U", superuser, f"--pwfile={secret}", "--encoding=UTF8",
             "--data-checksums", "--auth=scram-sha-256", "--no-instructions", *_locale()]  # fmt: skip
    # without fsync in its settings (tests alone) a cluster needs no sync at its birth either
    words += ["--no-sync"] if settings.get("fsync") == "off" else []
    status, _, err = runner.run("initdb", words)
    if status:
        raise LauncherError(f"the database could not be made in {folder.parent}: {server.reason(err)}")


def _locale() -> list[str]:
    # older macOS has no C.UTF-8; its en_US.UTF-8 classifies letters, and order is by byte in both
    return ["--locale=C", "--lc-ctype=en_US.UTF-8"] if sys.platform == "darwin" else ["--locale=C.UTF-8"]
