"""The filters with scripts: what is decided once per term, and token by token, is the same; arithmetic is Java's."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.analysis.registry import AnalysisRegistry
from findling.analysis.token_filter import Token, from_tokens, to_tokens
from findling.base.errors import ScriptError
from findling.script.context import Context
from findling.script.engine import compile_script
from findling.script.types import INT, LONG

REGISTRY = AnalysisRegistry.from_settings()
SHORT = "token.term.length() % 2 == 1"
EACH = f"{SHORT} && token.position >= 0"
words = st.sampled_from(("a", "bb", "CCC", "the", "😀", "Dd", "eEe", "running"))
batches = st.lists(st.lists(words, max_size=7).map(" ".join), max_size=4)


def made(kind, source, *filters):
    definition = {"type": kind, "script": {"source": source}, "filter": list(filters)}
    return REGISTRY.make("filter", "f", definition)


def stream_of(batch, stopped):
    stream = REGISTRY.component("tokenizer", "whitespace").tokenize(batch, offsets=True, types=True)
    return REGISTRY.component("filter", "stop").apply(stream) if stopped else stream


def shown(stream):
    return to_tokens(stream), stream.end_positions.tolist()


@given(batches, st.booleans())
@settings(deadline=None)
def test_once_per_term_is_once_per_token(batch, stopped):
    stream = stream_of(batch, stopped)
    for kind, filters in (
        ("predicate_token_filter", ()),
        ("condition", ("lowercase", "porter_stem")),
        ("condition", ("uppercase",)),
    ):
        found, each = shown(made(kind, SHORT, *filters).apply(stream)), shown(made(kind, EACH, *filters).apply(stream))
        assert found[0] == each[0]


def increments(tokens):
    """Returns (token, increment) as Lucene's streams have them."""
    before = [-1, *(token.position for token in tokens)]
    return [(token, token.position - last) for token, last in zip(tokens, before, strict=False)]


def plainly(tokens, accepts, chain):
    """The tokens of one value by increments: a stretch goes through the filters as a value of its own."""
    out, carried, waiting = [], 0, []

    def flush():
        nonlocal carried, waiting
        if not waiting:
            return
        adjusted = int(waiting[0][1] == 0)
        position, stretch = -1, []
        for token, increment in waiting:
            position += max(increment, 1) if not stretch else increment
            stretch.append(replace(token, position=position))
        results, end = chain(stretch, position + 1)
        last = -1
        for token in results:
            out.append((token, token.position - last + carried - adjusted))
            carried = adjusted = 0
            last = token.position
        carried += end - 1 - last - adjusted
        waiting = []

    for token, increment in increments(tokens):
        if accepts(token):
            waiting.append((token, increment))
        else:
            flush()
            out.append((token, increment + carried))
            carried = 0
    flush()
    position, placed = -1, []
    for token, increment in out:
        position += increment
        placed.append(replace(token, position=position))
    return placed


@given(batches, st.booleans(), st.sampled_from(("stop", "shingle", "limit", "ngram", "unique")))
@settings(deadline=None)
def test_conditions_are_as_increments_have_it(batch, stopped, inner):
    """Against a plain account of Lucene's filter, which counts increments."""
    stream = stream_of(batch, stopped)
    token_filter = REGISTRY.component("filter", inner)

    def chain(tokens, end):
        text = stream_of([""], False)
        filtered = token_filter.apply(from_tokens([(tokens, end)], text))
        return to_tokens(filtered)[0], int(filtered.end_positions[0])

    found = to_tokens(made("condition", EACH, inner).apply(stream))
    expected = [plainly(t, lambda token: len(units(token)) % 2 == 1, chain) for t in to_tokens(stream)]
    strip = [[(t.term, t.position, t.type, t.length) for t in value] for value in found]
    assert strip == [[(t.term, t.position, t.type, t.length) for t in value] for value in expected]


def units(token: Token):
    return memoryview(token.term.encode("utf-16-le")).cast("H")


integers = st.integers(-(2**31), 2**31 - 1) | st.sampled_from((0, 1, -1, 2**31 - 1, -(2**31)))


@given(integers, integers, st.sampled_from("+-*/%"), st.sampled_from(((INT, 32), (LONG, 64))))
def test_integers_are_javas(left, right, operator, kind):
    """Against exact fractions cut towards zero, and bits."""
    of, bits = kind
    script = compile_script(f"a {operator} b", Context("test", of, {"a": of, "b": of}))
    if operator in "/%" and right == 0:
        with pytest.raises(ScriptError):
            script.execute({"a": left, "b": right})
        return
    quotient = 0 if right == 0 else (abs(left) // abs(right)) * (1 if left * right >= 0 else -1)
    exact = {"+": left + right, "-": left - right, "*": left * right, "/": quotient, "%": left - right * quotient}
    cut = int.from_bytes((exact[operator] % 2**bits).to_bytes(bits // 8, "big"), "big", signed=True)
    assert script.execute({"a": left, "b": right}) == cut
