"""The examples of docs/ingest.md do what the page says."""

from pathlib import Path
from typing import Any

from findling.ingest.processor import FACTORIES
from tests.reference.api import Api
from tests.unit.docs.test_scripts_page import requests_of

PAGE = Path(__file__).parents[3] / "docs" / "ingest.md"


def test_examples(api: Api) -> None:
    answers: dict[str, Any] = {}
    for method, path, body in requests_of(PAGE.read_text(encoding="utf-8")):
        answer = api.call(method, path, body)
        assert answer.status in (200, 201), (path, answer.text)
        answers[path] = answer.body
    [hit] = answers["/requests/_search"]["hits"]["hits"]
    assert hit["_source"]["@timestamp"] == "2015-05-17T10:05:03.000Z"
    assert (hit["_source"]["bytes"], hit["_source"]["failed"]) == (17, True)
    [failed] = answers["/_ingest/pipeline/access-log/_simulate"]["docs"]
    assert failed["doc"]["_source"]["error"].startswith("Provided Grok expressions do not match field value")
    [refused] = answers["/_ingest/requests/_simulate"]["docs"]
    assert refused["doc"]["error"]["type"] == "document_parsing_exception"
    [enriched] = answers["/_ingest/pipeline/_simulate"]["docs"]
    assert enriched["doc"]["_source"]["user"] == {"login": "ann", "team": "tea"}


def test_all_processors_are_listed() -> None:
    page = PAGE.read_text(encoding="utf-8").partition("## Processors")[2]
    assert [name for name in FACTORIES if f"`{name}`" not in page] == []
