"""A browser without a screen, as the tests of doors use it."""

from django.test import Client

PASSPHRASE = "four quiet herons wade"


def browser(*, strict: bool = False) -> Client:
    """A client of its own session; `strict` asks for the form token as a real one is asked."""
    return Client(enforce_csrf_checks=strict, SERVER_NAME="localhost", raise_request_exception=True)
