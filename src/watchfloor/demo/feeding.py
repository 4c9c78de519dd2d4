"""The feed of the exercise: a folder beside its database into which a neighbor lays things; no network is asked."""

from datetime import datetime, timedelta

from django.conf import settings

from watchfloor.core.gate.session import reading
from watchfloor.demo.feeds import NEIGHBOR, folder_feed
from watchfloor.demo.working import as_person
from watchfloor.protect.actions.admit import admit_service
from watchfloor.receive.actions.feeds.running import run_feed
from watchfloor.receive.actions.feeds.switching import add_feed, switch_on
from watchfloor.receive.queries import feed_named
from watchfloor.receive.rules.feeds import Feed

NAME, FOLDER = "lakeland-folder", "feeds"
TWICE = 2  # a file is taken once it looks the same twice


def switch_feed_on(*, now: datetime) -> None:
    """Sol adds the folder and switches it on, and it is asked; nothing if it stands already."""
    with reading(as_person("sol", now=now)) as sol:
        if feed_named(name=NAME):
            return
        folder = settings.DATA_DIR / FOLDER / NAME
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "bridge.atom").write_bytes(folder_feed(now=now))
        feed = Feed(
            NAME, "directory", str(folder), NEIGHBOR, "government", timedelta(hours=1), timedelta(days=2),
            "What the neighboring center lays into its folder (EXERCISE)", "center policy",
        )  # fmt: skip
        add_feed(feed=feed, by=sol, now=now)
        switch_on(name=NAME, by=sol, now=now)
    for _ in range(TWICE):
        run_feed(name=NAME, jitter=0.0, by=admit_service(service="receive.feeds", now=now), now=now)
