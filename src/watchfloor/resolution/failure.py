"""What the engine refuses: the field, the rule and the way out, in one line that may be shown to whoever asked."""


class NotResolvable(ValueError):
    """The files, the mapping, the kind or the options cannot be worked with; the text says what to change."""


class ProtectedFeature(NotResolvable):
    """A protected characteristic was named as a feature. There is no option that allows it."""
