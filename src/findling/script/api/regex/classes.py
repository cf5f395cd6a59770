"""The tables of java.util.regex."""

import re
from collections.abc import Callable
from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.regex.matcher import Matcher, PatternObject, split
from findling.script.api.streams.stream import Stream
from findling.script.types import STRING, Array, array_of

_STRINGS: Final = array_of(STRING)


def _split(pattern: PatternObject, text: str, limit: int = 0) -> Array:
    return Array(_STRINGS, split(pattern, str(text), limit))


def _predicate(pattern: PatternObject) -> Callable[[Any], bool]:
    return lambda text: Matcher(pattern, text).find()


def _quoted(text: str) -> str:
    return "\\Q" + text.replace("\\E", "\\E\\\\E\\Q") + "\\E"


def _bounded(name: str) -> Callable[[Matcher, bool], Matcher]:
    def run(matcher: Matcher, value: bool) -> Matcher:
        if name == "anchoring":
            matcher.anchoring = value
        else:
            matcher.transparent = value
        return matcher

    return run


def _use_pattern(matcher: Matcher, pattern: PatternObject) -> Matcher:
    matcher.pattern = pattern
    return matcher


CLASSES: Final = (
    java_class(
        "Pattern",
        "Object",
        {
            "Predicate asPredicate()": _predicate,
            "int flags()": lambda pattern: pattern.flags,
            "Matcher matcher(CharSequence)": lambda pattern, text: Matcher(pattern, str(text)),
            "String pattern()": lambda pattern: pattern.source,
            "static String quote(String)": _quoted,
            "String[] split(CharSequence)": _split,
            "String[] split(CharSequence,int)": _split,
            "Stream splitAsStream(CharSequence)": lambda pattern, text: Stream(split(pattern, str(text))),
        },
        python=(PatternObject,),
    ),
    java_class(
        "Matcher",
        "Object",
        {
            "int end()": Matcher.end,
            "int end(int)": Matcher.end,
            "boolean find()": Matcher.find,
            "boolean find(int)": Matcher.find_from,
            "String group()": Matcher.group,
            "String group(int)": Matcher.group,
            "String namedGroup(String)": Matcher.named_group,
            "int groupCount()": lambda matcher: matcher.pattern.groups,
            "boolean hasAnchoringBounds()": lambda matcher: matcher.anchoring,
            "boolean hasTransparentBounds()": lambda matcher: matcher.transparent,
            "boolean hitEnd()": Matcher.hit_end,
            "boolean lookingAt()": Matcher.looking_at,
            "boolean matches()": Matcher.matches,
            "Pattern pattern()": lambda matcher: matcher.pattern,
            "static String quoteReplacement(String)": lambda text: re.sub(r"([\\$])", r"\\\1", text),
            "Matcher region(int,int)": Matcher.region,
            "int regionEnd()": lambda matcher: matcher.bounds()[1],
            "int regionStart()": lambda matcher: matcher.bounds()[0],
            "String replaceAll(String)": lambda matcher, text: matcher.replaced(text, True),
            "String replaceFirst(String)": lambda matcher, text: matcher.replaced(text, False),
            "boolean requireEnd()": lambda matcher: False,
            "Matcher reset()": Matcher.reset,
            "int start()": Matcher.start,
            "int start(int)": Matcher.start,
            "Matcher useAnchoringBounds(boolean)": _bounded("anchoring"),
            "Matcher usePattern(Pattern)": _use_pattern,
            "Matcher useTransparentBounds(boolean)": _bounded("transparent"),
        },
        python=(Matcher,),
    ),
)
