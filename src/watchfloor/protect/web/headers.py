"""Headers that every answer carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# no inline script or style, nothing from elsewhere, no frame around us, no form that posts elsewhere
POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)  # fmt: skip
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "X-Robots-Tag": "noindex, nofollow",
}


# the one form that asks for the place of a phone, and only when its button is pressed; as it opens without a signal too
FIELD = ("/report/field/", "/report/field/shell/")
AT_FIELD = ALWAYS["Permissions-Policy"].replace("geolocation=()", "geolocation=(self)")


class Headers:
    """The middleware; it stands outermost, so that errors and static files pass it too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add what is not there; nothing but static files may be kept by a browser."""
        response = self._get_response(request)
        if request.path in FIELD:
            response.setdefault("Permissions-Policy", AT_FIELD)
        for name, value in ALWAYS.items():
            response.setdefault(name, value)
        if not request.path.startswith("/static/"):
            response["Cache-Control"] = "no-store"
        return response
