"""What the public of the exercise reports, by the door's own action and role: three tips, a question, an answer."""

import io
from datetime import datetime
from uuid import UUID, uuid5

from PIL import Image, ImageDraw

from watchfloor.core.gate.session import reading
from watchfloor.demo.working import as_person
from watchfloor.gather import jobs
from watchfloor.gather.actions.dropbox import SERVICE
from watchfloor.gather.actions.dropping import drop_letter, drop_report, mailbox
from watchfloor.gather.actions.mailbox import write
from watchfloor.gather.formats.public import Drop, Sent
from watchfloor.gather.queries import mailbox as kept
from watchfloor.protect.actions.admit import admit_service

FORMS = UUID("6f0c6b1e-6d0c-4b53-9a8e-1d9e3a7c2f10")
GATE = (
    "A gray van stood by the north gate of the water works on three evenings. Two people took pictures of the pumps and"
    " of the keypad, and one asked the guard when his shift ends. They left when a patrol car turned in."
)
QUESTION = "Thank you. Did you see any letters or figures of the van's plate, or which way it left?"
ANSWER = "Only the end of the plate, it was 47. It left towards the river road."
SPANISH = (
    "Vi a un hombre dejar una mochila debajo del banco en la estación del tranvía y alejarse deprisa. Volvió a los diez"
    " minutos, la recogió y se fue. Pasó dos veces esta semana."
)
DRONE = (
    "A drone hovered over the switchyard for twenty minutes after dark, without lights, very low over the transformers."
)


def report_in_public(*, now: datetime) -> int:
    """Nothing twice: a form that was sent before is the same report. How many drops were opened."""
    jobs.keep_door()
    gate = _drop(GATE, files=[Sent("van.jpg", _picture())], where="Monticello, MN", when="earlier", about="about nine")
    code = drop_report(form=_form("gate"), content=gate)
    drop_report(form=_form("bag"), content=_drop(SPANISH, language="es", where="Estación central", when="today"))
    drone = _drop(DRONE, when="now", who="contact", name="Wendel Fairlock", reach="555-0161")
    drop_report(form=_form("drone"), content=drone)
    opened = jobs.open_drops()
    if opened:
        _ask(code, now)
    return opened + jobs.open_drops()


def _ask(code: str, now: datetime) -> None:
    """Ana asks about the van, who reported answers."""
    with reading(admit_service(service=SERVICE, now=now)) as by:
        came = kept.reported(audience=by)
        record = next(one for one in came if kept.attachments_of(audience=by, record_id=one.record_id))
    with reading(as_person("ana", now=now)) as ana:
        write(record=record.public_record, text=QUESTION, by=ana, now=now)
    if mailbox(code=code):
        drop_letter(form=_form("answer"), code=code, text=ANSWER, language="en")


def _form(name: str) -> UUID:
    return uuid5(FORMS, name)


def _drop(what: str, *, files: list[Sent] | None = None, language: str = "en", **said: str) -> Drop:
    return Drop({"what": what, "who": "anonymous", **said}, files or [], language)


def _picture() -> bytes:
    """A van as a phone at night would see it, with the place that the phone hides in it."""
    made, out, exif = Image.new("RGB", (1200, 800), (24, 28, 40)), io.BytesIO(), Image.Exif()
    drawn = ImageDraw.Draw(made)
    drawn.rectangle((0, 560, 1200, 800), fill=(46, 48, 52))
    drawn.rounded_rectangle((330, 330, 900, 600), 30, fill=(126, 130, 134))
    drawn.rectangle((720, 370, 870, 460), fill=(60, 72, 88))
    for left in (420, 760):
        drawn.ellipse((left, 550, left + 100, 650), fill=(18, 18, 20))
    exif.get_ifd(0x8825).update({1: "N", 2: (45.0, 18.0, 20.0), 3: "W", 4: (93.0, 47.0, 39.0)})
    made.save(out, "JPEG", exif=exif.tobytes(), quality=70)
    return out.getvalue()
