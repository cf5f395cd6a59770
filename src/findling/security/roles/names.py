"""Patterns of names in roles: of indices, users, resources. "*" and "?" stand for characters, "/.../" is a regular
expression in Lucene's syntax."""

from collections.abc import Callable, Iterable

from findling.base.errors import FindlingError, SecurityError
from findling.base.pattern import PatternAutomaton
from findling.base.regexp_syntax import parse_regexp
from findling.base.wildcards import matches
from findling.base.work.short_cache import short_cache

NameTest = Callable[[str], bool]


@short_cache(4096)
def name_test(pattern: str) -> NameTest:
    """Returns the test whether a name fits a pattern. Raises SecurityError for a regular expression that is none."""
    if len(pattern) > 1 and pattern.startswith("/") and pattern.endswith("/"):
        return _regexp_test(pattern)
    if "?" in pattern or "\\" in pattern:
        return _automaton_test(_wildcard_regexp(pattern))
    return lambda name: matches(pattern, name)


def matches_name(patterns: Iterable[str], name: str) -> bool:
    """Whether a name fits one of the patterns."""
    return any(name_test(pattern)(name) for pattern in patterns)


def _regexp_test(pattern: str) -> NameTest:
    try:
        return _automaton_test(pattern[1:-1])
    except FindlingError as error:
        raise SecurityError(f"the pattern [{pattern}] of a role is no regular expression") from error


def _automaton_test(source: str) -> NameTest:
    automaton = PatternAutomaton(parse_regexp(source))

    def test(name: str) -> bool:
        state = automaton.start
        for char in name:
            state = automaton.step(state, char)
            if state is None:
                return False
        return automaton.accepts(state)

    return test


def _wildcard_regexp(pattern: str) -> str:
    """Returns the regular expression of a pattern with "*", "?" and escapes."""
    parts: list[str] = []
    escaped = False
    for char in pattern:
        if not escaped and char == "\\":
            escaped = True
            continue
        if not escaped and char in "*?":
            parts.append(".*" if char == "*" else ".")
        else:
            parts.append(char if char.isalnum() else f"\\{char}")
        escaped = False
    return "".join(parts)
