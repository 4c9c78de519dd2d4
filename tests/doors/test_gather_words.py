"""What stands in the words of a report: marked, suggested, taken by a person alone."""

from collections.abc import Callable
from types import SimpleNamespace

from django.test import Client
from makers import session

from watchfloor.core.gate.session import reading
from watchfloor.gather.actions.intake import take

At = Callable[[str], Client]
STORY = (
    "At 21:40 a white van, plate KTX 4471, stopped 2 miles north of Monticello, MN. A man with a rifle case called "
    "218-555-0142; a drone hovered at 300 feet over CR 75. <script>alert(1)</script>"
)


def test_a_suggestion_is_taken_by_a_person_alone(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> None:
    """Ana sees each in the words and takes one, once; the stranger has no page; who does not vet takes none."""
    with reading(cast.as_("ana")) as ana:
        (made,) = take(items=[{"key": "w-1", "narrative": STORY}], way="api", own=False, by=ana, now=cast.now)
    url, client = f"/records/{made.record}/words/", at_desk("ana")
    html = client.get(url).content.decode()
    for kind in ("Time", "Vehicle", "Plate", "Place", "Weapon", "Phone", "Altitude", "Road"):
        assert f"</span> {kind}</th>" in html, kind
    assert "<script>alert" not in html and 'data-key="1"' in html and html.count("<mark") >= 8
    at = STORY.index("300")
    assert client.post(url, {"take": f"altitude:{at}"}).status_code == 303
    assert client.post(url, {"take": f"altitude:{at}"}).status_code == 303
    assert "Ana Exercise" in client.get(url).content.decode()
    for said in ("altitude:1", "altitude:x", "weapon:9999", ""):
        assert client.post(url, {"take": said}).status_code in (404, 422)
    for login in ("ben", "cy", "ike"):
        assert at_desk(login).get(url).status_code == at_desk(login).post(url, {"take": f"time:{3}"}).status_code == 404
    assert "Take it" not in at_desk("dee").get(url).content.decode()
    with session(house, "superuser") as admin:
        rows = admin.execute("select kind, value from gather_extraction").fetchall()
    assert rows == [("altitude", "300")]
