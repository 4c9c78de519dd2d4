"""STIX patterns (STIX 2.1 section 9): a tokenizer and a parser that give the comparisons, or say where it breaks."""

import re
from dataclasses import dataclass
from functools import lru_cache

DEEPEST = 60
TOKEN = re.compile(
    r"\s*(?:(?P<timestamp>t'[^']*')|(?P<hex>h'(?:[0-9A-Fa-f]{2})*')|(?P<binary>b'[A-Za-z0-9+/=]*')"
    r"|(?P<string>'(?:[^'\\]|\\['\\])*')|(?P<float>[+-]?\d*\.\d+)|(?P<integer>[+-]?\d+)"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_-]*)|(?P<sign><>|!=|==|<=|>=|[=<>\[\]().,:*]))"
)
# what nearly every feed sends: tests for equality, joined by AND, OR and FOLLOWEDBY
_PROPERTY = r"(?:[a-z_]+|hashes\.'[A-Za-z0-9-]+'|hashes\.(?:MD5|SHA[0-9_]+))"
_TEST = rf"([a-z][a-z0-9-]*:{_PROPERTY})\s*=\s*'([^'\\]*)'"


def _plain(test: str) -> re.Pattern[str]:
    bracket = rf"\[\s*{test}(?:\s*(?:AND|OR)\s+{test})*\s*\]"
    return re.compile(rf"\s*{bracket}(?:\s*(?:AND|OR|FOLLOWEDBY)\s*{bracket})*\s*")


PLAIN = _plain(_TEST)
TEST = re.compile(_TEST)
KEYWORDS = frozenset(
    ("AND", "OR", "NOT", "FOLLOWEDBY", "LIKE", "MATCHES", "ISSUPERSET", "ISSUBSET", "EXISTS", "LAST", "IN", "START",
     "STOP", "SECONDS", "WITHIN", "REPEATS", "TIMES")
)  # fmt: skip
SIGNS = frozenset(("=", "==", "!=", "<>", "<", ">", "<=", ">="))
LITERALS = frozenset(("timestamp", "hex", "binary", "string", "float", "integer"))


class PatternUnreadable(ValueError):
    """The pattern breaks the grammar; `at` is the position of the character, from 0."""

    def __init__(self, at: int, expected: str) -> None:
        super().__init__(f"at character {at + 1}: expected {expected}")
        self.at = at


@dataclass(frozen=True, slots=True)
class Comparison:
    """One test: `path` as written ("file:hashes.'SHA-256'"), operator in its canonical form, values as text."""

    path: str
    operator: str
    values: tuple[str, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A word, sign or literal with its position."""

    kind: str
    text: str
    at: int


def tokens(pattern: str) -> list[Token]:
    """All tokens, the last of kind "end". Raises PatternUnreadable."""
    found, at = list[Token](), 0
    while match := TOKEN.match(pattern, at):
        kind = match.lastgroup or ""
        found.append(Token(kind, match[kind], match.start(kind)))
        at = match.end()
    rest = pattern[at:].lstrip()
    if rest:
        raise PatternUnreadable(len(pattern) - len(rest), f"a word, a sign or a literal instead of {rest[:1]!r}")
    return [*found, Token("end", "", len(pattern))]


@lru_cache(maxsize=4096)
def comparisons(pattern: str) -> tuple[Comparison, ...]:
    """Every comparison of the pattern, in order. Raises PatternUnreadable when any of it breaks the grammar."""
    if PLAIN.fullmatch(pattern):
        return tuple([Comparison(path, "=", (value,), False) for path, value in TEST.findall(pattern)])
    return parsed(pattern)


def names_only(pattern: str, kinds: frozenset[str]) -> bool:
    """Whether it surely can be read and names objects of these types alone; False says nothing."""
    return _plainly(kinds).fullmatch(pattern) is not None


@lru_cache(maxsize=16)
def _plainly(kinds: frozenset[str]) -> re.Pattern[str]:
    return _plain(rf"(?:{'|'.join(map(re.escape, sorted(kinds)))}):{_PROPERTY}\s*=\s*'[^'\\]*'")


def parsed(pattern: str) -> tuple[Comparison, ...]:
    """The same by the whole grammar."""
    parser = _Parser(tokens(pattern))
    parser.observations(0)
    if parser.now.kind != "end":
        raise parser.error("the end, AND, OR, FOLLOWEDBY or a qualifier")
    return tuple(parser.found)


class _Parser:
    """Recursive descent; each method takes what it names and stands behind it."""

    def __init__(self, read: list[Token]) -> None:
        self._read, self._next, self.found = read, 0, list[Comparison]()

    @property
    def now(self) -> Token:
        return self._read[self._next]

    def error(self, expected: str) -> PatternUnreadable:
        return PatternUnreadable(self.now.at, expected)

    def take(self, *texts: str) -> str:
        """The token if it is one of these words or signs, else empty."""
        if self.now.kind in ("word", "sign") and self.now.text in texts:
            self._next += 1
            return self._read[self._next - 1].text
        return ""

    def need(self, text: str) -> None:
        if not self.take(text):
            raise self.error(text)

    def of_kind(self, expected: str, *kinds: str) -> str:
        if self.now.kind not in kinds or self.now.text in KEYWORDS:
            raise self.error(expected)
        self._next += 1
        return self._read[self._next - 1].text

    def observations(self, depth: int) -> None:
        self._observation(depth)
        while self.take("AND", "OR", "FOLLOWEDBY"):
            self._observation(depth)

    def _observation(self, depth: int) -> None:
        if depth > DEEPEST:
            raise self.error(f"fewer than {DEEPEST} levels of parentheses")
        if self.take("("):
            self.observations(depth + 1)
            self.need(")")
        else:
            self.need("[")
            self._tests(depth)
            self.need("]")
        while qualifier := self.take("WITHIN", "REPEATS", "START"):
            self._qualified(qualifier)

    def _qualified(self, qualifier: str) -> None:
        if qualifier == "WITHIN":
            self.of_kind("a number of seconds", "float", "integer")
            self.need("SECONDS")
        elif qualifier == "REPEATS":
            self.of_kind("a number", "integer")
            self.need("TIMES")
        else:
            self.of_kind("a timestamp", "timestamp", "string")
            self.need("STOP")
            self.of_kind("a timestamp", "timestamp", "string")

    def _tests(self, depth: int) -> None:
        self._test(depth)
        while self.take("AND", "OR"):
            self._test(depth)

    def _test(self, depth: int) -> None:
        if depth > DEEPEST:
            raise self.error(f"fewer than {DEEPEST} levels of parentheses")
        if self.take("("):
            self._tests(depth + 1)
            self.need(")")
        elif self.take("EXISTS"):
            self.found.append(Comparison(self._path(), "EXISTS", (), False))
        else:
            path = self._path()
            negated = bool(self.take("NOT"))
            operator = self.take(*SIGNS, "IN", "LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET")
            if not operator:
                raise self.error("a comparison such as = or LIKE")
            values = self._set() if operator == "IN" else (self._literal(operator),)
            self.found.append(Comparison(path, {"==": "=", "<>": "!="}.get(operator, operator), tuple(values), negated))

    def _path(self) -> str:
        parts = [self.of_kind("the name of an object type", "word")]
        self.need(":")
        parts += [":", self._property()]
        while sign := self.take(".", "["):
            if sign == ".":
                parts += [".", self._property()]
            else:
                parts.append(f"[{self.take('*') or self.of_kind('an index or *', 'integer')}]")
                self.need("]")
        return "".join(parts)

    def _property(self) -> str:
        if self.now.kind == "word" and "-" in self.now.text:
            raise self.error(f"'{self.now.text}' in quotes, because it holds a hyphen")
        return self.of_kind("a property", "word", "string")

    def _set(self) -> list[str]:
        self.need("(")
        if self.take(")"):
            return []
        values = [self._literal("IN")]
        while self.take(","):
            values.append(self._literal("IN"))
        self.need(")")
        return values

    def _literal(self, operator: str) -> str:
        if operator in ("LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"):
            return _value("string", self.of_kind("a text in quotes", "string"))
        if self.now.text in ("true", "false"):
            return self.of_kind("true or false", "word")
        kind = self.now.kind
        return _value(kind, self.of_kind("a literal", *LITERALS))


def _value(kind: str, text: str) -> str:
    if kind == "string":
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text[2:-1] if kind in ("timestamp", "hex", "binary") else text
