"""Two processes publish at once, a thousand times together: nothing is lost, and nobody ever reads half a manifest."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.codec.blobs.object_store import ObjectBlobs
from findling.published.cleaning import clean
from findling.published.place import Place
from findling.published.verification import damaged_objects
from tests.faults.publisher_process import S3_OPTIONS
from tests.reference.small_aws import make_bucket, small_aws

EACH = 500


@pytest.fixture
def s3_url() -> Iterator[str]:
    with small_aws() as url:
        make_bucket(url, "places")
        yield url


@pytest.mark.slow
def test_a_thousand_publications_of_two_writers(s3_url: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.faults.publisher_process", s3_url, str(EACH)]
    writers = [subprocess.Popen([*command, name, str(tmp_path / name)]) for name in ("one", "two")]
    place = Place("s3://places/race", ObjectBlobs("s3", "places", "race", {"endpoint": s3_url, **S3_OPTIONS}))
    generations = []
    while any(writer.poll() is None for writer in writers):
        read = place.read().manifest  # half a manifest would be an error
        generations.append(read.generation)
        if len(generations) % 50 == 0:
            clean(place, age_s=30)
    assert [writer.returncode for writer in writers] == [0, 0]
    last = place.read().manifest
    assert last.generation == 2 * EACH
    assert {name: index.sources["count"] for name, index in last.indices.items()} == dict.fromkeys(
        ("one", "two"), str(EACH)
    )
    assert generations == sorted(generations)
    assert list(damaged_objects(place)) == []
