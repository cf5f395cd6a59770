"""StringJoiner, StringTokenizer and Formatter."""

from typing import Any, ClassVar, Final

from findling.script.api.declare import java_class
from findling.script.api.objects import to_text
from findling.script.api.values.formatting import formatted
from findling.script.api.values.java_object import JavaObject
from findling.script.api.values.locale import Locale
from findling.script.api.values.string_builder import StringBuilder
from findling.script.api.values.throwing import no_such_element
from findling.script.utf16 import utf16_length


class StringJoiner(JavaObject):
    """Texts between a prefix and a suffix, parted by a delimiter."""

    java_class: ClassVar[str] = "java.util.StringJoiner"

    def __init__(self, delimiter: str, prefix: str = "", suffix: str = "") -> None:
        self.delimiter, self.prefix, self.suffix = str(delimiter), str(prefix), str(suffix)
        self.parts: list[str] = []
        self.empty: str | None = None

    def add(self, part: Any) -> "StringJoiner":
        """Adds a text."""
        self.parts.append(to_text(part))
        return self

    def merge(self, other: "StringJoiner") -> "StringJoiner":
        """Adds the texts of another as one."""
        if other.parts:
            self.parts.append(other.delimiter.join(other.parts))
        return self

    def set_empty(self, text: Any) -> "StringJoiner":
        """Sets what is written where there is no text."""
        self.empty = str(text)
        return self

    def __str__(self) -> str:
        if not self.parts and self.empty is not None:
            return self.empty
        return self.prefix + self.delimiter.join(self.parts) + self.suffix


class StringTokenizer(JavaObject):
    """The parts of a text between delimiters."""

    java_class: ClassVar[str] = "java.util.StringTokenizer"

    def __init__(self, text: str, delimiters: str = " \t\n\r\f", return_delimiters: bool = False) -> None:
        self._text, self._delimiters, self._returns = text, delimiters, return_delimiters
        self._at = 0

    def _token_end(self, at: int) -> tuple[int, int]:
        """Returns start and end of the next token."""
        if not self._returns:
            while at < len(self._text) and self._text[at] in self._delimiters:
                at += 1
        end = at
        while end < len(self._text) and self._text[end] not in self._delimiters:
            end += 1
        return at, end + (self._returns and end == at and end < len(self._text))

    def has_more(self) -> bool:
        """Whether there is a further token."""
        start, end = self._token_end(self._at)
        return start < end

    def next(self, delimiters: str | None = None) -> str:
        """Returns the next token, with other delimiters from now on if given. Raises NoSuchElementException."""
        self._delimiters = self._delimiters if delimiters is None else delimiters
        start, self._at = self._token_end(self._at)
        if start >= self._at:
            raise no_such_element()
        return self._text[start : self._at]

    def count(self) -> int:
        """Returns how many tokens there are still."""
        count, at = 0, self._at
        while True:
            start, at = self._token_end(at)
            if start >= at:
                return count
            count += 1


class Formatter(JavaObject):
    """A java.util.Formatter."""

    java_class: ClassVar[str] = "java.util.Formatter"

    def __init__(self, out: StringBuilder | None = None, locale: Locale = Locale.ENGLISH) -> None:
        self.out = StringBuilder() if out is None else out
        self.locale = locale

    def format(self, text: str, given: Any) -> "Formatter":
        """Adds a format string with its arguments put in."""
        return self.format_in(self.locale, text, given)

    def format_in(self, locale: Locale, text: str, given: Any) -> "Formatter":
        """Adds a format string, by the rules of a locale."""
        self.out.append(formatted(text, given, locale))
        return self

    def __str__(self) -> str:
        return str(self.out)


CLASSES: Final = (
    java_class(
        "StringJoiner",
        "Object",
        {
            "new(CharSequence)": StringJoiner,
            "new(CharSequence,CharSequence,CharSequence)": StringJoiner,
            "StringJoiner add(CharSequence)": StringJoiner.add,
            "int length()": lambda joiner: utf16_length(str(joiner)),
            "StringJoiner merge(StringJoiner)": StringJoiner.merge,
            "StringJoiner setEmptyValue(CharSequence)": StringJoiner.set_empty,
        },
        python=(StringJoiner,),
    ),
    java_class(
        "StringTokenizer",
        "Object Enumeration",
        {
            "new(String)": StringTokenizer,
            "new(String,String)": StringTokenizer,
            "new(String,String,boolean)": StringTokenizer,
            "int countTokens()": StringTokenizer.count,
            "boolean hasMoreElements()": StringTokenizer.has_more,
            "def nextElement()": StringTokenizer.next,
            "boolean hasMoreTokens()": StringTokenizer.has_more,
            "String nextToken()": StringTokenizer.next,
            "String nextToken(String)": StringTokenizer.next,
        },
        python=(StringTokenizer,),
    ),
    java_class(
        "Formatter",
        "Object",
        {
            "new()": Formatter,
            "new(Appendable)": Formatter,
            "new(Appendable,Locale)": Formatter,
            "Formatter format(Locale,String,def[])": Formatter.format_in,
            "Formatter format(String,def[])": Formatter.format,
            "Locale locale()": lambda formatter: formatter.locale,
            "Appendable out()": lambda formatter: formatter.out,
        },
        python=(Formatter,),
    ),
)
