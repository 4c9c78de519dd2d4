"""Markup of feeds and mails as the words that a reader would see; nothing of it is ever shown as markup."""

import html
from html.parser import HTMLParser

UNSEEN = frozenset(("script", "style", "head", "template", "noscript"))
BREAKS = frozenset(("p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "table", "ul", "ol", "blockquote"))


class _Words(HTMLParser):
    """Collects the text between tags; what a browser does not show is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said = list[str]()
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """A block begins a line."""
        del attrs
        self.unseen += tag in UNSEEN
        if tag in BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A block ends its line."""
        self.unseen -= tag in UNSEEN and self.unseen > 0
        if tag in BREAKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        """Words outside of scripts and styles."""
        if not self.unseen:
            self.said.append(data)


def plain(text: str) -> str:
    """The words of a text that may hold HTML, a line each block; a text without tags stays as it is."""
    if "<" not in text:
        return _lines(html.unescape(text))
    words = _Words()
    words.feed(text)
    words.close()
    return _lines("".join(words.said))


def _lines(text: str) -> str:
    kept = (" ".join(line.split()) for line in text.replace("\xa0", " ").splitlines())
    return "\n".join(line for line in kept if line)
