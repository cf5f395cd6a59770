"""Java regular expressions: translated to Python's, and to RE2's where that gives the same matches.

RE2 takes time in proportion to the text, whatever the pattern. What it does not know (looking around, references to
groups, possessive quantifiers) is matched with a time limit: `matching.py`.
"""

import re
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.base.matching import JavaPattern, Match, Re2Pattern
from findling.base.unicode_classes import CATEGORY_SHIFT, category_mask, classes_of

_POSIX = {
    "Lower": "a-z", "Upper": "A-Z", "ASCII": r"\x00-\x7F", "Alpha": "a-zA-Z", "Digit": "0-9", "Alnum": "a-zA-Z0-9",
    "Punct": r"!-/:-@\[-`{-~", "Graph": "!-~", "Print": " -~", "Blank": r" \t", "Cntrl": r"\x00-\x1F\x7F",
    "XDigit": "0-9a-fA-F", "Space": r" \t\n\x0B\f\r",
}  # fmt: skip
_FLAGS = {
    "CASE_INSENSITIVE": re.IGNORECASE,
    "MULTILINE": re.MULTILINE,
    "DOTALL": re.DOTALL,
    "UNICODE_CASE": re.UNICODE,
    "UNICODE_CHAR_CLASS": re.UNICODE,
    "UNICODE_CHARACTER_CLASS": re.UNICODE,
    "COMMENTS": re.VERBOSE,
}
_LITERAL = 1 << 20
_CANON_EQ = 1 << 21
UNIX_LINES = 1 << 22


def java_flags(names: str | None) -> int:
    """Returns the flags that Elasticsearch writes as "CASE_INSENSITIVE|COMMENTS". Raises IllegalArgumentError."""
    flags = 0
    for name in (names or "").split("|"):
        name = name.strip().upper()
        if not name:
            continue
        extra = {"LITERAL": _LITERAL, "CANON_EQ": _CANON_EQ, "UNIX_LINES": UNIX_LINES}.get(name)
        if extra is None and name not in _FLAGS:
            raise IllegalArgumentError(f"Unknown regex flag [{name}]")
        flags |= int(_FLAGS[name]) if extra is None else extra
    return flags


def compile_java(pattern: str, flags: int = 0) -> JavaPattern:
    """Compiles a Java regular expression. Raises IllegalArgumentError where it is not valid or not supported.

    flags: of `java_flags`; without UNICODE_CHARACTER_CLASS \\w, \\d, \\s and \\b know ASCII only, as in Java
    """
    if not flags & _LITERAL and (leading := _LEADING_FLAGS.match(pattern)):
        flags |= sum({_INLINE_FLAGS[letter] for letter in leading[1]})
        pattern = pattern[leading.end() :]
    plain = flags & ~(_LITERAL | _CANON_EQ | UNIX_LINES | re.UNICODE)
    try:
        translated = _Translator(pattern, flags).translate()
        checked = re.compile(translated, plain if flags & re.UNICODE else plain | re.ASCII)
        return JavaPattern(checked, _re2_pattern(pattern, flags), is_linear=_LINEAR.fullmatch(pattern) is not None)
    except re.error as error:
        raise IllegalArgumentError(f"{error} near index {error.pos or 0}\n{pattern}") from error
    except (OverflowError, RecursionError) as error:
        raise IllegalArgumentError(f"{error} near index 0\n{pattern}") from error


def _re2_pattern(pattern: str, flags: int) -> Re2Pattern | None:
    """Returns the pattern in RE2's syntax; None if RE2 has none with the same meaning."""
    if flags & (_LITERAL | re.VERBOSE | re.UNICODE) or _INLINE.search(pattern):
        return None
    ignore_case = bool(flags & re.IGNORECASE)
    if ignore_case and (not pattern.isascii() or _BEYOND_ASCII.search(pattern)):
        return None  # RE2 would know the cases of these letters too
    translator = _Translator(pattern, flags, for_re2=True)
    inline = "".join(letter for letter, flag in (("i", re.I), ("m", re.M), ("s", re.S)) if flags & flag)
    translated = f"(?{inline})" * bool(inline) + translator.translate()
    return Re2Pattern(translated, ends_differ=translator.has_end and not flags & re.M, ignore_case=ignore_case)


def java_replacement(replacement: str, pattern: JavaPattern) -> Callable[[Match], str]:
    """Returns what Java's $1, ${name} and \\x in a replacement stand for, as a function of the match."""
    pieces: list[str | int] = []
    at = 0
    while at < len(replacement):
        found = _GROUP.match(replacement, at)
        if found is not None:
            group, at = _group(found, pattern)
            pieces.append(group)
        elif replacement[at] == "\\" and at + 1 < len(replacement):
            pieces.append(replacement[at + 1])
            at += 2
        elif replacement[at] == "$":
            missing = ": group index is missing" if at + 1 == len(replacement) else ""
            raise IllegalArgumentError(f"Illegal group reference{missing}")
        else:
            pieces.append(replacement[at])
            at += 1
    if all(isinstance(piece, str) for piece in pieces):
        text = "".join(map(str, pieces))
        return lambda match: text
    return lambda match: "".join(piece if isinstance(piece, str) else match.group(piece) or "" for piece in pieces)


_GROUP = re.compile(r"\$(?:\{(\w+)\}|(\d+))", re.ASCII)


def _group(found: re.Match[str], pattern: JavaPattern) -> tuple[int, int]:
    """Returns the number of the group, and where the rest begins: Java takes as many digits as there are groups."""
    name, digits = found.groups()
    if name is not None:
        if name not in pattern.groupindex:
            raise IllegalArgumentError(f"No group with name {{{name}}}")
        return pattern.groupindex[name], found.end()
    length = len(digits)
    while length > 1 and int(digits[:length]) > pattern.groups:
        length -= 1
    if int(digits[:length]) > pattern.groups:
        raise IllegalArgumentError(f"No group {digits[:length]}")
    return int(digits[:length]), found.start() + 1 + length


class _Translator:
    """Reads a Java pattern once, left to right.

    for_re2: whether it becomes a pattern of RE2 instead of Python's
    has_end: whether a `$` or `\\Z` has been read, which may also stand before a last line break; not so with RE2
    """

    def __init__(self, pattern: str, flags: int, for_re2: bool = False) -> None:
        self.pattern = pattern
        self.flags = flags
        self.for_re2 = for_re2
        self.has_end = False
        self.at = 0

    def translate(self) -> str:
        """Returns the Python pattern."""
        if self.flags & _LITERAL:
            return re.escape(self.pattern)
        out: list[str] = []
        while self.at < len(self.pattern):
            char = self.pattern[self.at]
            if char == "\\":
                out.append(self._escape(False))
            elif char == "[":
                out.append(self._set())
            elif self.pattern.startswith("(?<", self.at) and self.pattern[self.at + 3 : self.at + 4] not in ("=", "!"):
                out.append("(?P<")
                self.at += 3
            else:
                out.append(self._plain(char))
                self.at += 1
        return "".join(out)

    def _plain(self, char: str) -> str:
        """Translates a character that begins no escape, class or name."""
        if char == "{" and not _COUNTS.match(self.pattern, self.at):
            raise IllegalArgumentError(f"Illegal repetition near index {self.at}\n{self.pattern}")
        if char == "$" and not self.flags & re.MULTILINE:
            return self._end()
        if char == "." and not self.flags & (re.DOTALL | UNIX_LINES) and not _INLINE.search(self.pattern):
            return r"[^\n\r\x85\x{2028}\x{2029}]" if self.for_re2 else r"[^\n\r\x85\u2028\u2029]"
        return char

    def _end(self) -> str:
        self.has_end = True
        return r"\z" if self.for_re2 else r"(?=(?:\r\n|[\n\r\x85\u2028\u2029])?\Z)"

    def _escape(self, in_set: bool) -> str:
        """Translates the escape that starts here."""
        rest = self.pattern[self.at : self.at + 2]
        if rest in ("\\p", "\\P"):
            return self._property(in_set)
        if rest == "\\Q":
            end = self.pattern.find("\\E", self.at)
            end = len(self.pattern) if end < 0 else end
            quoted, self.at = self.pattern[self.at + 2 : end], end + 2
            return re.escape(quoted)
        if found := _HEXADECIMAL.match(self.pattern, self.at):
            self.at = found.end()
            return re.escape(chr(int(next(filter(None, found.groups())), 16)))
        if rest == "\\k":
            end = self.pattern.find(">", self.at)
            name, self.at = self.pattern[self.at + 3 : end], end + 1
            return f"(?P={name})"
        self.at += 2
        inside = (_RE2_SIMPLE if self.for_re2 else _SIMPLE).get(rest)
        if inside is not None:
            return inside if in_set or rest not in _SET_ESCAPES else f"[{inside}]"
        if rest == "\\Z":
            return self._end()
        return (_RE2_ANCHORS if self.for_re2 else _ANCHORS).get(rest, rest)

    def _property(self, in_set: bool) -> str:
        """Translates \\p{...}, \\pL and their opposites."""
        negated = self.pattern[self.at + 1] == "P"
        if self.pattern[self.at + 2 : self.at + 3] == "{":
            end = self.pattern.find("}", self.at)
            name = self.pattern[self.at + 3 : end]
        else:
            end = self.at + 2
            name = self.pattern[end : end + 1]
        self.at = end + 1
        ranges = property_ranges(name, negated)
        if self.for_re2:
            ranges = _LONG_ESCAPE.sub(r"\\x{\1}", ranges)
        return ranges if in_set else f"[{ranges}]"

    def _set(self) -> str:
        """Translates a character class; those inside it are joined into it."""
        self.at += 1
        out = ["[^" if self.pattern[self.at : self.at + 1] == "^" else "["]
        self.at += len(out[0]) - 1
        first = True
        while self.at < len(self.pattern):
            char = self.pattern[self.at]
            if char == "]" and not first:
                self.at += 1
                return "".join(out) + "]"
            if char == "[":
                inner = self._set()
                if inner.startswith(("[^", "(")):
                    raise IllegalArgumentError(f"class of this kind inside a class is not supported: [{self.pattern}]")
                out.append(inner[1:-1])
            elif char == "\\":
                out.append(self._escape(True))
            elif self.pattern.startswith("&&", self.at):
                self.at += 2
                return self._intersection("".join(out) + "]")
            else:
                out.append("\\" + char if char in "&|~" else char)
                self.at += 1
            first = False
        raise IllegalArgumentError(f"Unclosed character class near index {self.at - 1}\n{self.pattern}")

    def _intersection(self, left: str) -> str:
        """Translates what follows && in a class: a class in brackets, or members up to the closing bracket."""
        bracketed = self.pattern.startswith("[", self.at)
        if not bracketed:
            self.at -= 1  # read on as if a class began here
        right = self._set()
        if left.startswith("[^") or (bracketed and not self.pattern.startswith("]", self.at)):
            raise IllegalArgumentError(f"intersection of this kind is not supported: [{self.pattern}]")
        self.at += bracketed
        return f"(?:(?={left}){right})"


_COUNTS = re.compile(r"\{\d+(?:,\d*)?\}")
_LEADING_FLAGS = re.compile(r"\(\?([idmsuxU]+)\)")
_INLINE = re.compile(r"\(\?[a-zA-Z-]+[:)]")
_INLINE_FLAGS = {"i": re.I, "m": re.M, "s": re.S, "x": re.X, "U": re.U, "u": re.U, "d": UNIX_LINES}
_BEYOND_ASCII = re.compile(r"\\[uxpP0]")
_LONG_ESCAPE = re.compile(r"\\U([0-9a-f]{8})")
# characters, of which only the last repeats: nothing can be tried in two ways
_LINEAR = re.compile(
    r"""(?x:\\[wWdDsS.,;:|/\\-] | \\[pP](?:L|\{\w+\}) | [\w\s,;:/\#@!~'"=<>&%-]
      | \[\^?(?:[\w\s,;:/\#@!~'"=<>%.|()+*?-] | \\[wWdDsS.] | \\[pP]\{\w+\})+\] )+[+*?]?""",
    re.ASCII,
)
_HEXADECIMAL = re.compile(r"\\u([0-9a-fA-F]{4})|\\x\{([0-9a-fA-F]+)\}|\\x([0-9a-fA-F]{2})")
_SIMPLE = {"\\h": r" \t\xA0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000", "\\e": r"\x1B", "\\a": r"\x07"}
_SET_ESCAPES = frozenset({"\\h", "\\s", "\\S"})
_ANCHORS = {"\\z": r"\Z", "\\R": r"(?:\r\n|[\n\x0B\f\r\x85\u2028\u2029])"}
_RE2_ANCHORS = {"\\R": r"(?:\r\n|[\n\x0B\f\r\x85\x{2028}\x{2029}])"}
_RE2_SIMPLE = _SIMPLE | {"\\h": r" \t\xA0\x{1680}\x{180e}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}", "\\s": r"\t-\r "}
_RE2_SIMPLE |= {"\\S": r"\x00-\x08\x0e-\x1f!-\x{10ffff}"}
_CATEGORY_NAMES = {"javaLowerCase": ("Ll",), "javaUpperCase": ("Lu",), "IsAlphabetic": ("L", "Nl"), "IsLetter": ("L",)}
_CATEGORY_NAMES |= {"IsDigit": ("Nd",), "IsPunctuation": ("P",), "IsUppercase": ("Lu",), "IsLowercase": ("Ll",)}


@lru_cache(maxsize=64)
def property_ranges(name: str, negated: bool) -> str:
    """Returns the inside of a character class for the property of a Java \\p{name}. Raises IllegalArgumentError."""
    if name in _POSIX and not negated:
        return _POSIX[name]
    if name in _POSIX:
        members = np.array([re.match(f"[{_POSIX[name]}]", chr(code)) is not None for code in range(128)])
        inside = np.zeros(0x110000, np.bool_)
        inside[:128] = members
    else:
        prefixes = _CATEGORY_NAMES.get(name) or (name.removeprefix("general_category=").removeprefix("gc="),)
        if not prefixes[0] or not category_mask(*prefixes):
            prefixes = (name.removeprefix("Is"),)
        mask = category_mask(*prefixes)
        if not mask:
            raise IllegalArgumentError(f"Unknown character property name {{{name}}}")
        categories = classes_of(np.arange(0x110000)) >> np.uint32(CATEGORY_SHIFT) & np.uint32(31)
        inside = (np.uint32(mask) >> categories & np.uint32(1)).astype(np.bool_)
    inside = inside != negated
    inside[0xD800:0xE000] = False
    edges = np.flatnonzero(np.diff(np.concatenate(([False], inside, [False])).astype(np.int8))).reshape(-1, 2)
    return "".join(f"\\U{first:08x}-\\U{last - 1:08x}" for first, last in edges.tolist())
