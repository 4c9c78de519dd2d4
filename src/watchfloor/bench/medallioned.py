"""medallion, the TAXII server of OASIS, with the same objects in memory: the peer of our TAXII server, and a server
that our client pulls from. Needs the dependency group `peers`.
"""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from medallion import application_instance, register_blueprints, set_config

MEDIA = "application/taxii+json;version=2.1"
COLLECTION = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
PATH = f"/trustgroup1/collections/{COLLECTION}/objects/"
USER, WORD = "bench", "bench"
ADDED = "2026-01-01T00:{:02d}:{:02d}.{:06d}Z"
_registered = False


def served(objects: Sequence[dict[str, Any]], *, page: int) -> Any:
    """Its WSGI application over these objects, each a moment after the one before; one application a process."""
    global _registered
    lines = [
        {"id": one["id"], "date_added": ADDED.format(n // 60 % 60, n % 60, n), "version": one["modified"],
         "media_type": "application/stix+json;version=2.1"}
        for n, one in enumerate(objects)
    ]  # fmt: skip
    held = {"id": COLLECTION, "title": "bench", "can_read": True, "can_write": False, "media_types": [MEDIA],
            "manifest": sorted(lines, key=lambda line: line["date_added"]), "objects": list(objects)}  # fmt: skip
    root = {"information": {"title": "bench", "versions": [MEDIA], "max_content_length": 10**7}, "status": [],
            "collections": [held]}  # fmt: skip
    said = {"/discovery": {"title": "bench", "api_roots": ["/trustgroup1/"]}, "trustgroup1": root}
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(said, file)
        file.flush()
        backend = {"module": "medallion.backends.memory_backend", "module_class": "MemoryBackend",
                   "filename": str(Path(file.name))}  # fmt: skip
        config = {"users": {USER: WORD}, "taxii": {"max_page_size": page}, "backend": backend}
        for name in ("users", "taxii", "backend"):
            set_config(application_instance, name, config)
    if not _registered:
        register_blueprints(application_instance)
        _registered = True
    return application_instance


def ask(application: Any, *, limit: int) -> int:
    """One page; how many objects came."""
    answer = application.test_client().get(f"{PATH}?limit={limit}", auth=(USER, WORD), headers={"Accept": MEDIA})
    if answer.status_code != 200:
        raise RuntimeError(f"medallion answered {answer.status_code}")
    return len(answer.get_json().get("objects", []))
