"""Accept headers and content types."""

import pytest

from findling.rest.graphql.accepting import EVENTS, JSON, PAGE, RESPONSE, is_json, preferred_type

ALL = (JSON, RESPONSE, EVENTS, PAGE)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, JSON), ("", JSON), ("*/*", JSON), ("application/*", JSON), ("text/event-stream", EVENTS),
        ("application/graphql-response+json", RESPONSE),
        ("application/graphql-response+json; charset=utf-8", RESPONSE),
        ("application/graphql-response+json, application/json;q=0.9", RESPONSE),
        ("application/graphql-response+json;q=0.5, application/json;q=0.9", JSON),
        ("application/json, */*;q=0.1", JSON), ("*/*, application/graphql-response+json", RESPONSE),
        ("Application/JSON", JSON), (BROWSER, PAGE), ("text/*", EVENTS), ("image/png", None),
        ("application/json;q=0", None), ("application/json;q=x", None), ("application/json;q=0, */*;q=0.1", JSON),
    ],
)  # fmt: skip
def test_the_preferred_type(header: str | None, expected: str | None) -> None:
    assert preferred_type(header, ALL) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("application/json", True), ("application/json; charset=utf-8", True),
        ('application/JSON;charset="UTF-8"', True),
        ("application/json; charset=latin-1", False), ("text/plain", False), (None, False), ("", False),
        ("application/x-www-form-urlencoded", False), ("multipart/form-data; boundary=x", False),
    ],
)  # fmt: skip
def test_bodies_that_can_be_read(header: str | None, expected: bool) -> None:
    assert is_json(header) is expected
