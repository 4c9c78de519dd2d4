"""How the house stands, in words for the two people who run it: counts and times, never a name or an id of a record."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from watchfloor.core.actions.sources import waiting_sources
from watchfloor.core.ledger import reading as ledger
from watchfloor.core.ledger.following import followers
from watchfloor.core.queries import sources as containers
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.health import DUTY_AHEAD, OLDEST_UNSEALED_S
from watchfloor.desk.web.ledger import outside_words
from watchfloor.localdb import place
from watchfloor.notify import queries as notify
from watchfloor.protect.actions.brake import stopped
from watchfloor.protect.actions.purge import open_purges
from watchfloor.protect.actions.room import WAY_OUT, look
from watchfloor.protect.actions.silence import silenced
from watchfloor.protect.queries.listed import last_backup_at
from watchfloor.protect.queries.outside import outside
from watchfloor.protect.rules import outside as rule
from watchfloor.protect.web.door import page
from watchfloor.protect.web.record_parts import who_can
from watchfloor.protect.web.shown import Page, Withheld, lacking
from watchfloor.protect.web.standing import exercise
from watchfloor.protect.web.wording import moment

HERE = "/health/"
RIGHT = "health.read"
GB = 1e9
DISK = {
    "roomy": "", "short": "Files are not taken in until there is room; single reports go on.",
    "full": "Files are not taken in, nothing is exported; the reserve was given back.",
}  # fmt: skip
BACKUP_EVERY = timedelta(hours=26)  # nightly, and a night may be long
FAR_BEHIND = 1000  # facts; a follower that is idle for a moment is behind by a few


@page("protect.health.read")
def health(request: HttpRequest, audience: Audience) -> Page:
    """Each part with its state, what it says and the way out; what is bad stands first."""
    del request
    if RIGHT not in audience.rights:
        no = lacking(RIGHT, text="your role does not look after the house.", way_out="Ask one of them.")
        raise Withheld(no, what="see how the house stands", who=who_can(RIGHT))
    now, state = timezone.now(), ledger.state()
    parts = [
        _worker(), _sealer(state, now), _outside(now), _backup(now), _disk(now), _expiry(), *_purges(), _silent(),
        _intake(), _aside(audience), *_duty(now), _data(),
    ]  # fmt: skip
    order = {"overdue": 0, "soon": 1, "ok": 2}
    parts.sort(key=lambda one: order[one["state"]])
    context = {
        "parts": parts, "followers": _followers(state.sealed), "bad": sum(one["state"] == "overdue" for one in parts),
        "exercise_data": exercise(), "read_at": moment(now),
    }  # fmt: skip
    return Page("desk/health.html", context)


def _part(name: str, fine: bool, text: str, way_out: str = "", *, worry: str = "overdue") -> dict[str, str]:
    return {"name": name, "state": "ok" if fine else worry, "text": text, "way_out": "" if fine else way_out}


def _worker() -> dict[str, str]:
    text = (
        "It is connected." if (here := ledger.worker_here()) else "No worker is connected: nothing is sealed or sent."
    )
    return _part("Worker", here, text, "Start it with watchfloor up, and see its log.")


def _sealer(state: ledger.LedgerState, now: datetime) -> dict[str, str]:
    waited = max(0.0, (now - state.oldest_unsealed).total_seconds()) if state.oldest_unsealed else 0.0
    text = f"{state.sealed:,} of {state.facts:,} facts are sealed; the oldest unsealed waits {waited:.1f} s."
    return _part("Ledger", waited < OLDEST_UNSEALED_S, text, "watchfloor check names the transaction that holds it.")


def _outside(now: datetime) -> dict[str, str]:
    it = outside()
    way_out = "Set WATCHFLOOR_CHECKPOINT_FOLDER to a folder on another machine, or WATCHFLOOR_MAIL_URL."
    state = rule.state(it, now=now)
    return {"name": "Checkpoint outside", "state": state, "text": outside_words(it, now=now),
            "way_out": "" if state == "ok" else way_out}  # fmt: skip


def _backup(now: datetime) -> dict[str, str]:
    last = last_backup_at()
    text = f"The last was begun {moment(last)}." if last else "None was made by watchfloor backup."
    fine = last is not None and now - last < BACKUP_EVERY
    return _part("Backup", fine, text, "Run watchfloor backup every night; docs/operating-backup.md.", worry="soon")


def _disk(now: datetime) -> dict[str, str]:
    room = look()
    share = room.percent if room.share < room.policy.short else f"{room.share:.0%}"
    text = f"{share} is free where the data lies, {room.free / GB:,.1f} GB. {DISK[room.level]}".strip()
    unknown = room.not_known(now=now)
    text = " ".join([text, *(f"Not known: {one}." for one in unknown)])
    return _part("Disk", room.level == "roomy" and not unknown, text, f"{WAY_OUT[0].upper()}{WAY_OUT[1:]}.")


def _expiry() -> dict[str, str]:
    found = stopped()
    text = f"{found[0].text[0].upper()}{found[0].text[1:]}." if found else "The schedule goes on."
    return _part("Expiry", not found, text, "Two persons look at it: the privacy officer and the director.")


def _purges() -> list[dict[str, str]]:
    due = open_purges()
    short = sum(one.forgotten_at is None for one in due)
    unscrubbed = sum(one.forgotten_at is not None and one.scrubbed_at is None for one in due)
    untold = sum(one.forgotten_at is not None and one.told_at is None for one in due)
    return [
        _part("Purges cut short", not short, f"{short} have not forgotten all yet.", "The worker takes them up."),
        _part("Storage to scrub", not unscrubbed, f"{unscrubbed} purges wait for the storage to be rewritten.",
              "Run watchfloor scrub in a quiet hour.", worry="soon"),
        _part("Recipients to tell", not untold, f"{untold} purges have recipients who are not told yet.",
              "The worker tells them.", worry="soon"),
    ]  # fmt: skip


def _silent() -> dict[str, str]:
    found = silenced()
    text = f"{found[0].text}." if found else "Whoever was told of a purge or a correction has answered, or is in time."
    return _part("Recipients who are silent", not found, text, "The privacy officer sees who, and asks them.",
                 worry="soon")  # fmt: skip


def _duty(now: datetime) -> list[dict[str, str]]:
    """The roster of the coming day, and what nobody answered."""
    holes, left = notify.holes(now=now, until=now + DUTY_AHEAD), notify.unanswered()
    open_now = any(one.starts_at == now for one in holes)
    hours = sum((one.ends_at - one.starts_at).total_seconds() for one in holes) / 3600
    gap = f"Nobody is on {'now, and' if open_now else ''} for {hours:.1f} of the next 24 hours.".replace("  ", " ")
    text = "Somebody is first in order all through the next 24 hours." if not holes else gap
    way_out = "Plan the hours on the duty roster; until then the next in order and the director are called."
    return [
        _part("Duty roster", not holes, text, way_out, worry="overdue" if open_now else "soon"),
        _part("Notices nobody answered", not left, f"{left} went to the end of the roster and the director unanswered.",
              "Whoever reads this acknowledges them on the duty roster."),
    ]  # fmt: skip


def _intake() -> dict[str, str]:
    waiting = len(waiting_sources())
    return _part(
        "Intake", not waiting, f"{waiting} files were not read to their end.", "Bring the same files in again."
    )


def _aside(audience: Audience) -> dict[str, str]:
    aside = len(containers.set_aside(audience=audience, how_many=100))
    text = f"{aside}{' or more' if aside == 100 else ''} things that you may read were set aside."
    return _part("Set aside", not aside, text, "See the reasons under Feeds; bring it in again once it is mended.",
                 worry="soon")  # fmt: skip


def _data() -> dict[str, str]:
    evaluation = place.standing(settings.DATA_DIR) != "own" or place.on_wheel(settings.DATA_DIR)
    text = "This is the evaluation database." if evaluation else "The database runs on an installed server of its own."
    return _part(
        "Database", not evaluation or exercise(), text, "Real data belongs on an installed server: see doctor."
    )


def _followers(sealed: int) -> list[dict[str, Any]]:
    """Every declared reader of the sealed log; one that never ran has no bookmark yet."""
    kept = {one.name: one for one in ledger.bookmarks()}
    rows = []
    for one in followers():
        mark = kept.get(one.name)
        behind = max(0, sealed - (mark.pos if mark else 0))
        rows.append(
            {
                "name": one.name, "behind": f"{behind:,}", "moved": moment(mark.moved_at) if mark else "",
                "state": "ok" if behind < FAR_BEHIND else "overdue",
            }
        )  # fmt: skip
    return rows
