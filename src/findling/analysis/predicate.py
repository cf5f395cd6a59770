"""Scripts that say yes or no to a token: the context `analysis` of Painless."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any, Final

import numpy as np

from findling.analysis.params import Params
from findling.analysis.token_filter import Token, to_tokens
from findling.analysis.token_stream import Mask, TokenStream
from findling.base.errors import IllegalArgumentError
from findling.base.runs import distinct
from findling.script.api.class_info import ClassInfo, Method
from findling.script.context import Context
from findling.script.definition import DEFAULT_LANG, parse_definition
from findling.script.engine import Script, compile_script
from findling.script.types import BOOLEAN, CHAR_SEQUENCE, INT, MAP, STRING, Chars, class_type


@dataclass(slots=True)
class Candidate:
    """What a script sees of a token, as Elasticsearch's AnalysisPredicateScript.Token.

    increment: positions since the token before, which the filter may have dropped
    """

    token: Token
    increment: int = 1


_TOKEN: Final = class_type("org.elasticsearch.analysis.common.AnalysisPredicateScript.Token")
_TERM: Final = "getTerm"
_OFFSETS: Final = frozenset({"getStartOffset", "getEndOffset"})
_METHODS: Final = {
    ("getTerm", 0): Method((), CHAR_SEQUENCE, lambda candidate: Chars(candidate.token.term)),
    ("getPosition", 0): Method((), INT, attrgetter("token.position")),
    ("getPositionIncrement", 0): Method((), INT, attrgetter("increment")),
    ("getPositionLength", 0): Method((), INT, attrgetter("token.length")),
    ("getStartOffset", 0): Method((), INT, attrgetter("token.start")),
    ("getEndOffset", 0): Method((), INT, attrgetter("token.end")),
    ("getType", 0): Method((), STRING, attrgetter("token.type")),
    ("isKeyword", 0): Method((), BOOLEAN, attrgetter("token.keyword")),
}
_CLASS: Final = ClassInfo(_TOKEN, methods=_METHODS, python_classes=(Candidate,))
CONTEXT: Final = Context("analysis", BOOLEAN, {"params": MAP, "token": _TOKEN}, (_CLASS,))


@dataclass(frozen=True)
class TokenPredicate:
    """A compiled predicate with its parameters.

    reads_term_alone: equal terms have the same answer
    """

    script: Script
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reads_term_alone(self) -> bool:
        return self.script.members <= {_TERM}

    @property
    def needs_types(self) -> bool:
        return "getType" in self.script.members

    @property
    def needs_offsets(self) -> bool:
        return bool(self.script.members & _OFFSETS)

    def of_terms(self, terms: Iterable[str]) -> list[bool]:
        """Returns the answer to each of the terms. Raises ScriptError."""
        return [self._accepts(Candidate(Token(term, 0, 0, 0))) for term in terms]

    def of_value(self, tokens: Iterable[Token]) -> list[bool]:
        """Returns the answer to each token of a value. Raises ScriptError."""
        answers = []
        before = -1
        for token in tokens:
            answers.append(self._accepts(Candidate(token, token.position - before)))
            before = token.position
        return answers

    def mask(self, stream: TokenStream) -> Mask:
        """Returns the answers, (n_tokens,) bool. Raises ScriptError."""
        if self.reads_term_alone:
            used = distinct(stream.term_ids)
            answers = np.zeros(len(stream.terms), np.bool_)
            answers[used] = self.of_terms(stream.terms[number] for number in used.tolist())
            return answers[stream.term_ids]
        return np.array([answer for tokens in to_tokens(stream) for answer in self.of_value(tokens)], np.bool_)

    def _accepts(self, candidate: Candidate) -> bool:
        return bool(self._answer(candidate))

    @cached_property
    def _answer(self) -> Callable[..., object]:
        return self.script.bind({"params": self.params}, ("token",))


def token_predicate(params: Params) -> TokenPredicate:
    """Reads and compiles the parameter `script`. Raises ScriptError, IllegalArgumentError, XContentParseError."""
    given = params.values.get("script")
    definition = parse_definition(given if isinstance(given, Mapping) else {})
    if definition.source is None:
        raise IllegalArgumentError(f"Cannot use stored scripts in tokenfilter [{params.name}]")
    if definition.lang != DEFAULT_LANG:
        raise IllegalArgumentError(f"script_lang not supported [{definition.lang}]")
    return TokenPredicate(compile_script(definition.source, CONTEXT), _as_settings(definition.params))


def _as_settings(value: object) -> Any:
    """Returns parameters as settings keep them: all but objects are texts, wherever the definition stands."""
    if isinstance(value, Mapping):
        return {key: _as_settings(inner) for key, inner in value.items()}
    if value is None:
        return None
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
