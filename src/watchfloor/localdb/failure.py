"""The one error of this library."""


class LauncherError(Exception):
    """The server cannot be made, started or stopped. The text is one line: the place, the rule, the way out."""
