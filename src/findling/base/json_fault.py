"""What is wrong with a JSON text, in the words of Elasticsearch's parser.

Only texts that a decoder has refused come here: the text is read once more, token by token, up to the fault.
"""

import re
from typing import Any, Final, NamedTuple

import orjson

from findling.base.errors import FindlingError, JsonEndError, JsonParseError, XContentEndError, XContentParseError

_BLANK: Final = re.compile(rb"(?:[ \t\r\n]|/\*.*?\*/|//[^\n]*)*", re.DOTALL)
_WORD: Final = re.compile(rb"[A-Za-z0-9_$\x80-\xff]+")
_NUMBER: Final = re.compile(rb"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_PLAIN: Final = re.compile(rb'[^"\\\x00-\x1f]*')
_LITERALS: Final = (b"true", b"false", b"null")
_NOT_NUMBERS: Final = (b"NaN", b"Infinity", b"-Infinity")
_VALUES: Final = "JSON String, Number, Array, Object or token 'null', 'true' or 'false'"
_SHOWN: Final = 500
# tokens are read one by one, a million bytes a second
_FURTHEST: Final = 1 << 18
_SHOWN_SOURCE: Final = re.compile(r'\[Source: \(byte\[\]\)".*?"(?:\[truncated \d+ bytes\])?; line: ', re.DOTALL)
_REDACTED: Final = "[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: "
_TOKENS: Final = {
    b"{": "START_OBJECT", b"[": "START_ARRAY", b'"': "VALUE_STRING", b"t": "VALUE_BOOLEAN", b"f": "VALUE_BOOLEAN",
    b"n": "VALUE_NULL",
}  # fmt: skip
_KINDS: Final = {0x7B: ("Object", "}"), 0x5B: ("Array", "]")}


class JsonFault(NamedTuple):
    """A fault of a text.

    place: number of the byte at which the parser stands; token: of the first byte of the token before
    text: what is wrong; is_end: whether the text ends too early, is_between: between two tokens
    is_behind: whether it is behind a whole value
    """

    place: int
    token: int
    text: str
    is_end: bool = False
    is_between: bool = False
    is_behind: bool = False

    def where(self, raw: bytes, place: int) -> tuple[int, int]:
        """Returns line and column of a byte, both from one."""
        return raw.count(b"\n", 0, place) + 1, place - raw.rfind(b"\n", 0, place)

    def error(self, raw: bytes, by_names: bool = False) -> XContentParseError:
        """Returns the error. by_names: whether the parser asks for names of members, and knows no end of a text"""
        line, col = self.where(raw, self.place)
        reason = f"{self.text.replace('[[]]', _source(raw))}\n at {_at(raw, line, col)}"
        cause: FindlingError = JsonEndError(reason) if self.is_end else JsonParseError(reason)
        if self.is_end and self.is_between and not by_names:
            error: XContentParseError = XContentEndError(f"[{line}:{col}] Unexpected end of file", line, col)
        else:
            error = XContentParseError(f"[{line}:{col}] {reason}", line, col)
        error.__cause__ = cause
        return error


def json_error(raw: bytes, refusal: orjson.JSONDecodeError, by_names: bool = False) -> XContentParseError:
    """Returns the error for a text that the decoder has refused. by_names: see JsonFault.error"""
    fault = find_fault(raw, refusal)
    if fault is not None:
        return fault.error(raw, by_names)
    message = refusal.msg.partition(": line")[0]
    deep = "Document nesting depth (1001) exceeds the maximum allowed (1000)"
    reason = deep if _is_too_deep(refusal) else f"Unexpected content: {message}"
    return XContentParseError(f"[{refusal.lineno}:{refusal.colno}] {reason}", refusal.lineno, refusal.colno)


def is_unread(refusal: orjson.JSONDecodeError) -> bool:
    """Whether a text is not read again: one that is only too deep, and one whose fault is far away."""
    return _is_too_deep(refusal) or refusal.pos > _FURTHEST


def _is_too_deep(refusal: orjson.JSONDecodeError) -> bool:
    return "ecursion" in refusal.msg or "depth" in refusal.msg


def find_fault(raw: bytes, refusal: orjson.JSONDecodeError) -> JsonFault | None:
    """Returns the first fault of a refused text, None if it is not read again, or is several JSON values."""
    if is_unread(refusal):
        return None
    try:
        _Reader(raw).read()
    except _Found as found:
        return found.fault
    return None


def second_value(raw: bytes) -> str | None:
    """Returns the kind of the value behind the first one of a text without fault, None if there is none."""
    reader = _Reader(raw)
    reader.read(most=1)
    mark = raw[reader.place : reader.place + 1]
    return None if not mark else _TOKENS.get(mark, "VALUE_NUMBER")


def without_text(shown: Any) -> Any:
    """Returns a rendered answer whose errors show nothing of the texts that they are about."""
    if isinstance(shown, list):
        return [without_text(entry) for entry in shown]
    if not isinstance(shown, dict):
        return shown
    return {
        key: _SHOWN_SOURCE.sub(_REDACTED, value) if key == "reason" and isinstance(value, str) else without_text(value)
        for key, value in shown.items()
    }


def redact(error: BaseException | None) -> None:
    """Takes the texts that they are about out of an error and its causes."""
    while isinstance(error, FindlingError):
        error.reason = _SHOWN_SOURCE.sub(_REDACTED, error.reason)
        error = error.__cause__


def _source(raw: bytes) -> str:
    shown = raw[:_SHOWN].decode("utf-8", "replace")
    return f'(byte[])"{shown}"' + (f"[truncated {len(raw) - _SHOWN} bytes]" if len(raw) > _SHOWN else "")


def _at(raw: bytes, line: int, col: int) -> str:
    return f"[Source: {_source(raw)}; line: {line}, column: {col}]"


class _Found(Exception):
    def __init__(self, fault: JsonFault) -> None:
        self.fault = fault


class _Reader:
    """Reads a text. place: of the next byte; token: of the last token; open: places of the brackets not closed yet"""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.place = 0
        self.token = 0
        self.open: list[int] = []
        self.n_values = 0

    def read(self, most: int | None = None) -> None:
        """Reads all values of the text, or as many."""
        self._skip()
        while self.place < len(self.raw) and self.n_values != most:
            self._value()
            while self.open:
                self._inside()
            self.n_values += 1
            self._skip()

    def _inside(self) -> None:
        """Reads on in the innermost object or array: its end, or a comma and what follows."""
        kind, _ = _KINDS[self.raw[self.open[-1]]]
        first = self.token == self.open[-1] and self.place == self.token + 1
        self._skip()
        if self.place >= len(self.raw):
            line, col = JsonFault(0, 0, "").where(self.raw, self.open[-1])
            start = f"(start marker at [Source: [[]]; line: {line}, column: {col}])"
            self._fail(f"Unexpected end-of-input: expected close marker for {kind} {start}", True, True)
        if self.raw[self.place] in b"]}":
            self._close()
            return
        if not first:
            if self.raw[self.place : self.place + 1] != b",":
                self._unexpected(f"was expecting comma to separate {kind} entries")
            self.place += 1
            self._skip_between(kind)
        if kind == "Object":
            self._name()
        self._value()

    def _close(self) -> None:
        mark, start = chr(self.raw[self.place]), self.open[-1] if self.open else None
        kind, wanted = ("root", "]" if mark == "}" else "}") if start is None else _KINDS[self.raw[start]]
        if start is None or mark != wanted:
            line, col = (1, 0) if start is None else JsonFault(0, 0, "").where(self.raw, start)
            where = f"(for {kind} starting at [Source: [[]]; line: {line}, column: {col}])"
            self.token = self.place
            self._fail(f"Unexpected close marker '{mark}': expected '{wanted}' {where}")
        self.token = self.place
        self.place += 1
        self.open.pop()

    def _name(self) -> None:
        if self.raw[self.place : self.place + 1] != b'"':
            self._unexpected("was expecting double-quote to start field name")
        self.token = self.place
        self._string("Unexpected end-of-input in field name")
        self._skip_between("Object")
        if self.raw[self.place : self.place + 1] != b":":
            self._unexpected("was expecting a colon to separate field name and value")
        self.place += 1
        self._skip_between("Object")

    def _value(self) -> None:
        mark = self.raw[self.place : self.place + 1]
        in_array = bool(self.open) and self.raw[self.open[-1]] == 0x5B
        if in_array or not self.open:
            self.token = self.place
        if mark and mark in b"{[":
            self.token = self.place
            self.open.append(self.place)
            self.place += 1
        elif mark == b'"':
            self.token = self.place
            self._string("Unexpected end-of-input in VALUE_STRING")
        elif mark and (mark in b"-+." or mark.isdigit()):
            self._number(mark)
        elif mark == b"}" or (mark == b"]" and not in_array):
            if not self.open:
                self._close()
            self._unexpected("expected a value")
        elif mark in (b"]", b",", b":"):
            self._unexpected("expected a value")
        else:
            self._word()

    def _word(self) -> None:
        start = self.place
        word = _WORD.match(self.raw, start)
        if word is None:
            self._unexpected(f"expected a valid value ({_VALUES})")
            return
        self.place = word.end()
        if word[0] in _LITERALS:
            self.token = start
        elif word[0] in _NOT_NUMBERS:
            self._not_a_number(word[0])
        else:
            text = word[0].decode("utf-8", "replace")
            self.place += self.place < len(self.raw)  # it has looked at the byte that ends the word
            self._fail(f"Unrecognized token '{text}': was expecting ({_VALUES})")

    def _not_a_number(self, word: bytes) -> None:
        self._fail(f"Non-standard token '{word.decode()}': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow")

    def _number(self, mark: bytes) -> None:
        if mark == b"+":
            self.place += 1
            self._unexpected(
                "JSON spec does not allow numbers to have plus signs: enable "
                "`JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow",
                in_number=True,
                shown="+",
            )
        if mark == b".":
            self._unexpected(f"expected a valid value ({_VALUES})")
        found = _NUMBER.match(self.raw, self.place)
        if found is None:
            self.place += 1
            if self.raw.startswith(b"Infinity", self.place):
                self.place += len(b"Infinity")
                self._not_a_number(b"-Infinity")
            self._unexpected("expected digit (0-9) to follow minus sign, for valid numeric value", in_number=True)
            return
        start, self.place = self.place, found.end()
        after = self.raw[self.place : self.place + 1]
        if after.isdigit():
            self._fail("Invalid numeric value: Leading zeroes not allowed")
        if after == b"." and b"." not in found[0] and b"e" not in found[0].lower():
            self.place += 1
            self._unexpected("Decimal point not followed by a digit", in_number=True)
        if after in (b"e", b"E") and b"e" not in found[0].lower():
            self.place += 1 + (self.raw[self.place + 1 : self.place + 2] in (b"+", b"-"))
            self._unexpected("Exponent indicator not followed by a digit", in_number=True)
        self.token = start

    def _string(self, ends_in: str) -> None:
        """Reads a string whose opening quote is next. ends_in: the fault if the text ends before it does"""
        self.place += 1
        while True:
            plain = _PLAIN.match(self.raw, self.place)
            self.place = self.place if plain is None else plain.end()
            mark = self.raw[self.place : self.place + 1]
            if not mark:
                self._fail(ends_in, True)
            if mark == b'"':
                self.place += 1
                return
            if mark != b"\\":
                self._fail(
                    f"Illegal unquoted character ((CTRL-CHAR, code {mark[0]})): has to be escaped using backslash to "
                    "be included in string value"
                )
            self._escape(ends_in)

    def _escape(self, ends_in: str) -> None:
        mark = self.raw[self.place + 1 : self.place + 2]
        if not mark:
            self.place += 1
            self._fail(ends_in, True)
        if mark not in b'"\\/bfnrtu':
            self.place += 1
            self._fail(f"Unrecognized character escape {_shown(mark)}")
        self.place += 2
        for _ in range(4 if mark == b"u" else 0):
            if self.raw[self.place : self.place + 1] not in [bytes([digit]) for digit in b"0123456789abcdefABCDEF"]:
                self._unexpected("expected a hex-digit for character escape sequence")
            self.place += 1

    def _skip(self) -> None:
        blank = _BLANK.match(self.raw, self.place)
        self.place = self.place if blank is None else blank.end()

    def _skip_between(self, kind: str) -> None:
        after_comma = self.raw[self.place - 1 : self.place] == b","
        self._skip()
        if self.place >= len(self.raw):
            text = f"Unexpected end-of-input within/between {kind} entries"
            self._fail(text, not after_comma, not after_comma)

    def _unexpected(self, wanted: str, in_number: bool = False, shown: str | None = None) -> None:
        mark = self.raw[self.place : self.place + 1] if shown is None else shown.encode()
        if not mark:
            self._fail("Unexpected end-of-input", True)
        where = " in numeric value" if in_number else ""
        if wanted == "expected a value" and self.open and self.raw[self.open[-1]] == 0x5B:
            self.token = self.place
        self._fail(f"Unexpected character ({_shown(mark)}){where}: {wanted}")

    def _fail(self, text: str, is_end: bool = False, is_between: bool = False) -> None:
        raise _Found(JsonFault(self.place, self.token, text, is_end, is_between, self.n_values > 0))


def _shown(mark: bytes) -> str:
    code = mark[0]
    return f"(CTRL-CHAR, code {code})" if code < 32 else f"'{mark.decode('latin-1')}' (code {code})"
