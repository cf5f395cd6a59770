"""Range terms against plain comparisons, shapes against themselves, suggestions and features to terms and back."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.mapping.field_type import INT64_MAX, INT64_MIN
from findling.mapping.types.ranges import decode_double, encode_double, encode_long, related
from findling.mapping.types.rank_features import decode_feature, encode_feature
from findling.mapping.types.suggestion_terms import SuggestionTerm, decode_suggestion, encode_suggestion
from findling.mapping.types.version import decode_version, encode_version

longs = st.integers(INT64_MIN, INT64_MAX)
doubles = st.floats(allow_nan=False)
addresses = st.integers(0, 2**128 - 1)
KINDS: list[tuple[Any, Any]] = [
    (longs, encode_long),
    (doubles, encode_double),
    (addresses, lambda value: value.to_bytes(16, "big")),
]


@st.composite
def intervals(draw: st.DrawFn) -> tuple[Any, list[tuple[Any, Any]], tuple[Any, Any]]:
    values, encode = draw(st.sampled_from(KINDS))
    pair = st.tuples(values, values).map(lambda two: (min(two), max(two)))
    return encode, draw(st.lists(pair, max_size=8)), draw(pair)


@settings(deadline=None)
@given(intervals())
def test_relations(case: tuple[Any, list[tuple[Any, Any]], tuple[Any, Any]]) -> None:
    encode, held, (low, high) = case
    blob = np.frombuffer(b"".join(encode(a) + encode(b) for a, b in held), np.uint8)
    bounds = (encode(low), encode(high))
    for relation, fits in (
        ("intersects", lambda a, b: a <= high and b >= low),
        ("within", lambda a, b: a >= low and b <= high),
        ("contains", lambda a, b: a <= low and b >= high),
    ):
        assert related(blob, bounds, relation).tolist() == [i for i, (a, b) in enumerate(held) if fits(a, b)]


@given(doubles, doubles)
def test_doubles_sort_as_numbers(left: float, right: float) -> None:
    assert decode_double(encode_double(left)) == left
    assert (encode_double(left) < encode_double(right)) == (left < right)


plain_text = st.text(st.characters(exclude_characters="\0\x1d", exclude_categories=["Cs"]), max_size=10)


@given(plain_text, plain_text, st.integers(0, 2**31 - 1), st.none() | st.tuples(st.integers(0, 9), plain_text))
def test_suggestions_come_back(form: str, text: str, weight: int, context: tuple[int, str] | None) -> None:
    suggestion = SuggestionTerm(form, text, weight, context)
    assert decode_suggestion(encode_suggestion(suggestion)) == suggestion


@given(plain_text, st.floats(2.0**-126, 2.0**127, width=32))
def test_features_come_back(name: str, value: float) -> None:
    assert decode_feature(encode_feature(name, value)) == (name, value)


numbers = st.integers(0, 10**12).map(str)
identifiers = numbers | st.text("abcXYZ-", min_size=1, max_size=4)
versions = st.tuples(st.tuples(numbers, numbers, numbers).map(".".join), st.lists(identifiers, max_size=3))


def precedence(version: tuple[str, list[str]]) -> Any:
    """Semantic Versioning 2.0.0, section 11."""
    release, identifiers_ = version
    parts = [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in identifiers_]
    return [int(part) for part in release.split(".")], not identifiers_, parts


@given(versions, versions)
def test_versions_sort_by_precedence(left: tuple[str, list[str]], right: tuple[str, list[str]]) -> None:
    texts = [f"{release}-{'.'.join(parts)}" if parts else release for release, parts in (left, right)]
    encoded = [encode_version(text) for text in texts]
    assert [decode_version(term) for term in encoded] == texts
    assert (encoded[0] < encoded[1]) == (precedence(left) < precedence(right))
