"""The machines' door at /api/: a token acts for a person with one purpose, through the same walls, facts and ticks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer

from watchfloor.core.ledger.telling import LedgerSilent
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.api import ledger, likes, records
from watchfloor.desk.formats.openapi import with_problems
from watchfloor.desk.web.room import NoRoom
from watchfloor.gather.api import NotTaken
from watchfloor.gather.api import router as intake
from watchfloor.protect.web.errors import away, fault
from watchfloor.protect.web.shown import Absent
from watchfloor.protect.web.tokens import audience_of

UNREAD = "The request cannot be read; /api/openapi.json says what it takes."
ABSENT = "Nothing here that you may read, or it does not exist. Rule 2."
SILENT = "Reading is recorded before anything is shown, and the ledger cannot be written."
AWAY = "The database is away for a moment. Send it again; a report under the same key is filed once."
TITLES = {
    400: "The request cannot be read", 401: "No token in force", 403: "Bulk export", 404: "Nothing here",
    405: "Not done", 409: "The key named another", 413: "Too large", 422: "The request does not fit",
    500: "Failed in a way nobody foresaw", 503: "Closed for a moment",
}  # fmt: skip


class Token(HttpBearer):
    """Authorization: Bearer wf_..."""

    def authenticate(self, request: HttpRequest, token: str) -> Audience | None:
        """The audience that the token opens today; None for a token that is unknown, lapsed or revoked."""
        del request
        return audience_of(token)


class _Described(NinjaAPI):
    """Says of every door which problems it may answer with."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """As Ninja works it out, and the problems."""
        made = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        made.update(with_problems(made))
        return made


api = _Described(
    title="Watchfloor", version="1", auth=Token(), docs_url=None, openapi_url="/openapi.json", urls_namespace="api",
    description="Every answer is what the token's person may read for the token's purpose; each is on the ledger.",
)  # fmt: skip


api.add_router("", records.router)
api.add_router("", likes.router)
api.add_router("", ledger.router)
api.add_router("", intake)


def problem(request: HttpRequest, status: int, detail: str, **more: object) -> HttpResponse:
    """RFC 9457; the type is about:blank, whose title is that of the status."""
    body = {"type": "about:blank", "title": TITLES.get(status, "Not done"), "status": status, "detail": detail, **more}
    answer = api.create_response(request, body, status=status)
    answer["Content-Type"] = "application/problem+json"
    return answer


@api.exception_handler(Absent)
def _absent(request: HttpRequest, error: Absent) -> HttpResponse:
    del error
    return problem(request, 404, ABSENT)


@api.exception_handler(NotTaken)
def _not_taken(request: HttpRequest, error: NotTaken) -> HttpResponse:
    return problem(request, error.status, error.detail, **{k: v for k, v in error.more.items() if k != "status"})


@api.exception_handler(AuthenticationError)
def _no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    del error
    answer = problem(request, 401, "Send Authorization: Bearer and a token; watchfloor token create makes one.")
    answer["WWW-Authenticate"] = 'Bearer realm="watchfloor"'
    return answer


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = sorted({".".join(map(str, one["loc"])) for one in error.errors})
    return problem(request, 422, f"See: {', '.join(places)}. /api/openapi.json says what each takes.")


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, error.status_code, error.message if error.status_code == 403 else UNREAD)


@api.exception_handler(LedgerSilent)
@api.exception_handler(NoRoom)
def _closed(request: HttpRequest, error: LedgerSilent | NoRoom) -> HttpResponse:
    return _later(request, str(error) if isinstance(error, NoRoom) else SILENT)


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """A machine is told of what is away or broken in its own form, too, and never what it was."""
    return _later(request, AWAY) if away(error) else problem(request, 500, f"It stands in the log as {fault()}.")


def _later(request: HttpRequest, detail: str) -> HttpResponse:
    answer = problem(request, 503, detail)
    answer["Retry-After"] = "60"
    return answer
