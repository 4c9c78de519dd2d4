"""The one error of this library, and one of the server's that says something of the machine."""

from psycopg.errors import IdleInTransactionSessionTimeout, TransactionTimeout


class LauncherError(Exception):
    """The server cannot be made, started or stopped. The text is one line: the place, the rule, the way out."""


def stood_still(error: BaseException | None) -> bool:
    """Whether the server took a transaction back because it was open for too long (database rule 6).

    That is no fault of what was asked: the machine slept, was paused or has far too much to do.
    """
    too_long = (IdleInTransactionSessionTimeout, TransactionTimeout)
    return isinstance(error, too_long) or isinstance(getattr(error, "__cause__", None), too_long)
