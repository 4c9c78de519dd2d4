"""Machines that file reports by the API with keys of their own, and file again what was not answered."""

import json
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

EACH = 3


@dataclass
class Submitters:
    """Where and with which token they file; what was acknowledged, under which record, and what was tried."""

    address: str
    token: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, number: int) -> list[threading.Thread]:
        """So many at once."""
        threads = [threading.Thread(target=self._submit, daemon=True) for _ in range(number)]
        for one in threads:
            one.start()
        return threads

    def burn(self, seconds: float) -> None:
        """Let them file for so long, and until something more was acknowledged, however busy the machine is."""
        before, deadline = len(self.acknowledged), time.monotonic() + 120
        time.sleep(seconds)
        while len(self.acknowledged) == before:
            assert time.monotonic() < deadline, "nothing was acknowledged in two minutes"
            time.sleep(0.1)

    def end(self, threads: list[threading.Thread]) -> None:
        """No new batch; what is under way ends."""
        self.stop.set()
        for one in threads:
            one.join(30)

    def post(self, keys: list[str]) -> list[dict[str, Any]]:
        """The results of a batch, or none where no answer came."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        body = json.dumps({"items": [report(key) for key in keys]}).encode()
        asked = urllib.request.Request(f"{self.address}/api/reports/batch", body, headers)
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:
                results: list[dict[str, Any]] = json.load(answer)["results"]
                return results
        except urllib.error.HTTPError as error:
            if error.code < 500:
                self.refused.append(f"{error.code} {error.read()[:300]!r}")
        except (OSError, ValueError):
            pass
        return []

    def _submit(self) -> None:
        waiting = list[str]()
        while not self.stop.is_set():
            if not waiting:
                waiting = [str(uuid4()) for _ in range(EACH)]
                with self.lock:
                    self.tried.update(waiting)
            results = self.post(waiting)
            if not results:
                time.sleep(0.2)
                continue
            waiting = []
            with self.lock:
                told = {one["key"]: one["record"] for one in results if one["outcome"] in ("opened", "known")}
                self.acknowledged |= told


def report(key: str) -> dict[str, Any]:
    """One report; its words are its key's."""
    return {"key": key, "narrative": f"EXERCISE. A lamp burned at post {key}.", "attested": True}
