"""Which pages there are: found by following links from the navigation, never written down by hand."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Page

LINKS = """() => [...document.querySelectorAll("a[href], [data-open], [data-address]")]
  .map((one) => one.dataset.open ?? one.dataset.address ?? one.getAttribute("href"))"""
# served by the web server or generated for programs: no page of the desk
NO_PAGES = ("/static/", "/api/", "/taxii2/", "/misp/")


def route_of(address: str) -> str | None:
    """The pattern that an address belongs to; None for one that leads nowhere."""
    try:
        return str(resolve(urlsplit(address).path).route)
    except Resolver404:
        return None


def links_of(page: Page) -> list[str]:
    """Path and query of every link of the page into the same house, in order, each once."""
    here = urlsplit(page.url)
    parts = [urlsplit(urljoin(page.url, str(one))) for one in page.evaluate(LINKS)]
    inside = [one for one in parts if one.netloc == here.netloc and not one.path.startswith(NO_PAGES)]
    return list(dict.fromkeys(one.path + (f"?{one.query}" if one.query else "") for one in inside))


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every pattern of the house but those for programs."""
    for one in (resolver or get_resolver()).url_patterns:
        whole = before + str(one.pattern)
        if f"/{whole}".startswith(NO_PAGES):
            continue
        if isinstance(one, URLPattern):
            yield whole
        else:
            yield from routes(one, whole)


def made_up(route: str) -> str:
    """An address of the pattern that names nothing: a form's door answers it with 405, a page with 404 or 200."""
    parts = [str(uuid4()) if "<uuid" in part else "none" if "<" in part else part for part in route.split("/")]
    return "/" + "/".join(parts)
