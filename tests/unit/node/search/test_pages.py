"""The examples of pages in docs do what the page says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reference.api import Api

DOCS = Path(__file__).parents[4] / "docs"
# page: how many searches it has
PAGES = {
    "relations": 7,
    "index-sorting": 2,
    "caches": 1,
    "source": 0,
    "hits": 10,
    "serverless": 0,
    "snapshots": 0,
    "reindex": 0,
    "rebuild": 0,
}
# those whose answers are told in the order of the hits
ORDERED = ("hits",)
REQUEST = re.compile(r"(GET|PUT|POST|DELETE) (/\S*)\n(.*)", re.DOTALL)


def examples(page: str) -> Iterator[tuple[str, str, str, list[str] | None, str]]:
    """Yields method, path, body, the ids that the page says are found, and the whole answer if it says that."""
    blocks = re.findall(r"(?:^ {4}.*\n)+", (DOCS / f"{page}.md").read_text(), re.MULTILINE)
    for block in blocks:
        text = re.sub(r"^ {4}", "", block, flags=re.MULTILINE)
        text, _, given = text.partition("# gives ")
        text, _, found = text.partition("# finds ")
        request = REQUEST.fullmatch(text)
        assert request is not None, text
        yield request[1], request[2], request[3], found.strip().split(", ") if found else None, given.strip()


@pytest.mark.parametrize("page", PAGES)
def test_every_example(api: Api, page: str) -> None:
    searches, id_ = 0, ""
    for method, path, template, expected, given in examples(page):
        body = template.replace("{id}", id_)
        answer = api.call(method, path, body if "_bulk" in path else body.encode() or None)
        assert answer.status in (200, 201), answer.text
        assert not answer.body.get("errors"), answer.text
        assert not given or answer.text == given
        if expected is not None:
            searches += 1
            ids = [hit["_id"] for hit in answer.body["hits"]["hits"]]
            assert (ids if page in ORDERED else sorted(ids)) == expected, body
        id_ = answer.body.get("id", id_)
    assert searches == PAGES[page]
