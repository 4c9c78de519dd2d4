"""Files handed in with a report: in memory alone, no more of each than its door takes, the words beside them kept."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from watchfloor.gather.formats.public import Sent, policy
from watchfloor.gather.rules.handed import File

MOST_FILES, HEAD = 20, 512


class Bounded(FileUploadHandler):
    """Counts a file that is too large and drops its bytes; nothing of any file ever lies on a disk here."""

    def __init__(self, request: HttpRequest | None = None, *, each_bytes: int = 0, all_bytes: int = 0) -> None:
        """What one file may have and all together; where nothing is said, what the public's door takes."""
        super().__init__(request)
        self._each, self._all = each_bytes or policy().limits.each_bytes, all_bytes or policy().limits.all_bytes
        self._kept, self._total, self._files = BytesIO(), 0, 0

    def new_file(self, *told: Any, **more: Any) -> None:
        """Begin one."""
        super().new_file(*told, **more)
        self._kept, self._files = BytesIO(), self._files + 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep it while it fits: alone, and with the others."""
        del start
        room = min(self._each + 1 - self._kept.tell(), self._all + 1 - self._total)
        if self._files <= MOST_FILES and room > 0:
            self._kept.write(raw_data[:room])
            self._total += min(room, len(raw_data))

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file with its true size, though only the beginning of one that is too large."""
        self._kept.seek(0)
        name = self.file_name or "file"
        return InMemoryUploadedFile(self._kept, self.field_name, name, self.content_type, file_size, self.charset)


def files_of(request: HttpRequest, *, name: str = "files") -> tuple[list[File], list[Sent]]:
    """What each file of a field says of itself, and its bytes. A field without a file counts for none."""
    said, sent = list[File](), list[Sent]()
    for one in request.FILES.getlist(name):
        content = one.read()
        said.append(File(one.name or "file", one.size or 0, content[:HEAD]))
        sent.append(Sent(one.name or "file", content))
    return said, sent
