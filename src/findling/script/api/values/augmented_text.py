"""What Painless adds to CharSequence."""

from collections.abc import Callable
from typing import Any

from findling.script.api.regex.matcher import Matcher, PatternObject


def replace_all(text: str, pattern: PatternObject, function: Callable[[Any], Any]) -> str:
    """Returns the text with what a function of the matcher gives in place of each match."""
    return _replaced(str(text), pattern, function, every=True)


def replace_first(text: str, pattern: PatternObject, function: Callable[[Any], Any]) -> str:
    """Returns the text with what a function of the matcher gives in place of the first match."""
    return _replaced(str(text), pattern, function, every=False)


def _replaced(text: str, pattern: PatternObject, function: Callable[[Any], Any], every: bool) -> str:
    matcher = Matcher(pattern, text)
    out, at = [], 0
    while matcher.find():
        start, end = matcher.span()
        out += [text[at:start], str(function(matcher))]
        at = end
        if not every:
            break
    return "".join(out) + text[at:]
