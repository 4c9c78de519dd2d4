"""How a command ends: by its own way also when it is told to."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

ENDINGS = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def signals_raise() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the program through its `finally`s, where nobody else has taken them over."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    taken = [sign for sign in ENDINGS if signal.getsignal(sign) == signal.SIG_DFL]
    for sign in taken:
        signal.signal(sign, _exit)
    try:
        yield
    finally:
        for sign in taken:
            signal.signal(sign, signal.SIG_DFL)


def _exit(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold a second Ctrl-C until the server has stopped."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {sign: signal.signal(sign, signal.SIG_IGN) for sign in (signal.SIGINT, *ENDINGS)}
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)
