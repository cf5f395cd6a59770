"""What events bring is in published indices: once, whoever else writes, and what fails is kept with its reasons."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.base.errors import IllegalArgumentError
from findling.serverless.events.records import S3Object, SqsMessage
from findling.serverless.http.request import http_event
from findling.serverless.indexing.service import Indexing, IndexingConfig
from findling.serverless.service import SearchService
from tests.reference.small_aws import client_of, environment, small_aws
from tests.unit.serverless.http.lambda_events import answer_of, event_of

PLACE = "s3://places/search"


@pytest.fixture(scope="module")
def s3() -> Iterator[Any]:
    with small_aws() as url, client_of(url, "s3") as client, pytest.MonkeyPatch.context() as patched:
        for name, value in environment(url).items():
            patched.setenv(name, value)
        yield client


@pytest.fixture
def buckets(s3: Any) -> Iterator[Any]:
    for name in ("places", "docs"):
        s3.create_bucket(Bucket=name)
    yield s3
    for name in ("places", "docs"):
        for found in s3.list_objects_v2(Bucket=name).get("Contents", ()):
            s3.delete_object(Bucket=name, Key=found["Key"])


Open = Callable[..., Indexing]


@pytest.fixture
def opened(buckets: Any, tmp_path: Path) -> Iterator[Open]:
    made: list[Indexing] = []

    def opened(**settings: Any) -> Indexing:
        data = tmp_path / f"writer-{len(made)}"
        made.append(Indexing(IndexingConfig(PLACE, data, dead="s3://docs/dead", **settings)))
        return made[-1]

    yield opened
    for one in made:
        one.close()


@pytest.fixture
def search(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Asks a service that serves the place anew with each call."""
    services: list[SearchService] = []

    def search(path: str = "/songs/_search?sort=_doc&size=100") -> Any:
        environment = {"FINDLING_PLACE": PLACE, "FINDLING_DATA": str(tmp_path / "reader")}
        service = SearchService(environment)
        services.append(service)
        request = http_event(event_of("url", "GET", path))
        assert request is not None
        status, _, body = answer_of(service(request))
        service.close()
        assert status == 200, body
        return orjson.loads(body)

    return search


def put(s3: Any, key: str, body: bytes) -> S3Object:
    made = s3.put_object(Bucket="docs", Key=key, Body=body)
    return S3Object("docs", key, made["ETag"].strip('"'), len(body), True)


def sources(answer: Any) -> list[Any]:
    return sorted((hit["_source"] for hit in answer["hits"]["hits"]), key=lambda source: str(source))


def test_an_object_is_searchable_and_comes_once(buckets: Any, opened: Open, search: Any) -> None:
    indexing = opened()
    found = put(buckets, "in/songs/a b.ndjson", b'{"n":1}\n{"n":2}\n')
    first = indexing.index_object(found)
    assert (first.indexed, first.refused, first.skipped, first.generation) == (2, [], False, 1)
    assert sources(search()) == [{"n": 1}, {"n": 2}]
    assert indexing.index_object(found).skipped
    assert opened().index_object(found).skipped
    assert search()["hits"]["total"]["value"] == 2


def test_a_newer_version_of_an_object_replaces_what_it_brought(buckets: Any, opened: Open, search: Any) -> None:
    indexing = opened()
    indexing.index_object(put(buckets, "in/songs/x.csv", b"n\n1\n2\n3\n"))
    indexing.index_object(put(buckets, "in/songs/y.csv", b"n\n9\n"))
    indexing.index_object(put(buckets, "in/songs/x.csv", b"n\n4\n"))
    assert sources(search()) == [{"n": "4"}, {"n": "9"}]


def test_lines_that_fail_are_kept_with_their_reasons(buckets: Any, opened: Open, search: Any) -> None:
    indexing = opened(index="songs", id_field="id")
    found = put(buckets, "in/x.ndjson", b'{"id":1,"n":1}\nnothing\n{"id":2,"n":"no number"}\n{"id":3,"n":3}\n')
    written = indexing.index_object(found)
    assert (written.indexed, len(written.refused)) == (2, 1)
    assert [hit["_id"] for hit in search()["hits"]["hits"]] == ["1", "3"]
    kept = buckets.get_object(Bucket="docs", Key=f"dead/in/x.ndjson.{found.etag}.ndjson")["Body"].read()
    letters = [orjson.loads(line) for line in kept.splitlines()]
    assert [(one["line"], one["error"]["type"]) for one in letters] == [
        (2, "unreadable_line"),
        (3, "document_parsing_exception"),
    ]
    assert "no number" in letters[1]["document"]


def test_an_object_that_is_damaged_is_a_dead_letter(buckets: Any, opened: Open) -> None:
    indexing = opened(index="songs")
    found = put(buckets, "in/x.ndjson.gz", b"no gzip")
    assert indexing.index_object(found).indexed == 0
    kept = buckets.get_object(Bucket="docs", Key=f"dead/in/x.ndjson.gz.{found.etag}.ndjson")["Body"].read()
    assert orjson.loads(kept)["error"]["type"] == "unreadable_object"


def test_pipelines_and_templates_of_the_setup(buckets: Any, opened: Open, search: Any, tmp_path: Path) -> None:
    setup = {
        "PUT /_ingest/pipeline/mark": {"processors": [{"set": {"field": "marked", "value": True}}]},
        "PUT /_index_template/songs": {
            "index_patterns": ["songs"],
            "template": {"mappings": {"properties": {"n": {"type": "long"}}}},
        },
    }
    (tmp_path / "setup.json").write_bytes(orjson.dumps(setup))
    indexing = opened(pipeline="mark", setup=tmp_path / "setup.json")
    indexing.index_object(put(buckets, "in/songs/x.csv", b"n\n1\n"))
    assert sources(search()) == [{"n": "1", "marked": True}]
    assert search("/songs/_mapping")["songs"]["mappings"]["properties"]["n"] == {"type": "long"}


def test_of_writers_at_once_nothing_is_lost(buckets: Any, opened: Open, search: Any) -> None:
    writers = [opened() for _ in range(3)]
    objects = [put(buckets, f"in/songs/{n}.ndjson", b'{"n":%d}\n' % n) for n in range(15)]
    failed: list[Exception] = []

    def write(number: int) -> None:
        try:
            for found in objects[number::3]:
                writers[number].index_object(found)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(source["n"] for source in sources(search())) == list(range(15))


def test_messages_and_those_that_fail(opened: Open, search: Any) -> None:
    indexing = opened()
    of_songs = {"index": "songs"}
    messages = [
        SqsMessage("a", "bulk", '{"n":1}\n{"n":2}', of_songs),
        SqsMessage("b", "bulk", "nothing", of_songs),
        SqsMessage("c", "bulk", '{"n":"no number"}', of_songs),
        SqsMessage("d", "bulk", '{"n":4}', {}),
        SqsMessage("e", "bulk", '{"n":5}', of_songs),
    ]
    assert indexing.index_messages(messages) == ["b", "c", "d"]
    assert sources(search()) == [{"n": 1}, {"n": 2}, {"n": 5}]
    assert indexing.index_messages(messages[:1]) == []  # it comes twice
    assert search()["hits"]["total"]["value"] == 3


def test_compaction(buckets: Any, opened: Open, search: Any) -> None:
    indexing, other = opened(), opened()
    for number in range(4):
        (indexing, other)[number % 2].index_object(put(buckets, f"in/songs/{number}.ndjson", b'{"n":%d}' % number))
    assert len(search("/_cat/segments/songs?format=json")) == 4
    before = len(buckets.list_objects_v2(Bucket="places", Prefix="search/segments/")["Contents"])
    done = indexing.compact(age_s=-60)
    assert done["compacted"] == ["songs"]
    assert done["removed"] == before
    assert len(search("/_cat/segments/songs?format=json")) == 1
    assert indexing.compact()["compacted"] == []
    other.index_object(put(buckets, "in/songs/9.ndjson", b'{"n":9}'))
    assert len(sources(search())) == 5


def test_a_key_that_names_no_index(buckets: Any, opened: Open) -> None:
    with pytest.raises(IllegalArgumentError, match="names no index"):
        opened().index_object(put(buckets, "in/x.ndjson", b"{}"))
