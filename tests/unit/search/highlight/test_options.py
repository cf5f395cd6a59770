"""Reading of `highlight`: every option, those of fields over those of all, and what is refused."""

from typing import Any

import pytest

from findling.base.errors import FindlingError
from findling.search.highlight.request import parse_highlight

UNKNOWN = "[highlight] unknown field"
SIZES = ("fragment_size", "number_of_fragments", "no_match_size", "phrase_limit", "boundary_max_scan")


def test_defaults_are_those_of_elasticsearch() -> None:
    (field,) = parse_highlight({"fields": {"t": {}}})
    options = field.options
    assert (field.name, options.type, options.pre_tags, options.post_tags) == ("t", "unified", ("<em>",), ("</em>",))
    assert [getattr(options, name) for name in SIZES] == [100, 5, 0, 256, 20]
    assert (options.require_field_match, options.encoder, options.max_analyzed_offset) == (True, "default", None)


def test_a_field_has_options_of_its_own_over_those_of_all() -> None:
    first, second = parse_highlight(
        {"order": "Score", "fragment_size": "7", "fields": [{"a": {"order": "x"}}, {"b": {}}]}
    )
    assert (first.options.scores_order, first.options.fragment_size) == (False, 7)
    assert (second.options.scores_order, second.options.fragment_size) == (True, 7)


def test_a_schema_of_tags() -> None:
    (field,) = parse_highlight({"tags_schema": "styled", "fields": {"t": {}}})
    assert field.options.pre_tags[9] == '<em class="hlt10">'
    (field,) = parse_highlight({"tags_schema": "styled", "pre_tags": "<b>", "post_tags": ["</b>"], "fields": {"t": {}}})
    assert (field.options.pre_tags, field.options.post_tags) == (("<b>",), ("</b>",))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"pre_tags": ["<b>"]}, "pre_tags are set but post_tags are not set"),
        ({"pre_tags": [], "post_tags": []}, "pre_tags or post_tags must not be empty"),
        ({"pre_tags": 5}, "[highlight] pre_tags doesn't support values of type: VALUE_NUMBER"),
        ({"fragment_size": None}, "[highlight] fragment_size doesn't support values of type: VALUE_NULL"),
        (
            {"fragment_siz": 1},
            f"{UNKNOWN} [fragment_siz] did you mean any of [fragment_size, fragmenter]?",
        ),
        ({"matched_fields": "t"}, f"{UNKNOWN} [matched_fields]"),
        ({"fields": "t"}, "[highlight] fields doesn't support values of type: VALUE_STRING"),
        ({"fields": ["t"]}, "[highlight] failed to parse field [fields]"),
        ({"fields": {"t": {"nope": 1}}}, "[highlight] failed to parse field [fields]"),
        ({"boundary_scanner": "x"}, "[highlight] failed to parse field [boundary_scanner]"),
        ({"max_analyzed_offset": 0}, "[highlight] failed to parse field [max_analyzed_offset]"),
        ({"tags_schema": "x"}, "[highlight] failed to parse field [tags_schema]"),
        ({"highlight_query": {"a": {}}}, "[highlight] failed to parse field [highlight_query]"),
    ],
)
def test_what_is_refused(body: dict[str, Any], reason: str) -> None:
    with pytest.raises(FindlingError) as refused:
        parse_highlight(body)
    assert refused.value.reason == reason
