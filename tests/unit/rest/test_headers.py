"""Headers that every answer has, and what an answer tells of a fault that nobody meant."""

import logging

import pytest

from findling.rest import app as application
from tests.reference.api import Api


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/_cat/indices", 200),
        ("GET", "/_nope/x", 400),
        ("GET", "/gone/_doc/1", 404),
        ("DELETE", "/_cat/health", 405),
        ("HEAD", "/gone", 404),
        ("POST", "/_search?nope=1", 400),
    ],
)
def test_every_answer_says_what_it_is(api: Api, method: str, target: str, status: int) -> None:
    answer = api.call(method, target)
    assert answer.status == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-elastic-product"] == "Elasticsearch"
    assert "server" not in answer.headers


def test_a_fault_has_a_report_in_the_log(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(*given: object) -> None:
        raise ZeroDivisionError("nobody meant this")

    monkeypatch.setattr(application, "accepted", break_down)
    caplog.set_level(logging.ERROR, "findling.rest")
    answer = api.get("/")
    assert answer.status == 500
    assert f"id={answer.body['report_id']}" in caplog.text
    assert "nobody meant this" in caplog.text
