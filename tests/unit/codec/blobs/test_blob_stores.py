"""What all blob stores do alike: a folder, and a bucket of a server that speaks S3."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from findling.codec.blobs.folder import Folder
from findling.codec.blobs.object_store import ObjectBlobs
from findling.codec.blobs.store import BlobChangedError, BlobExistsError, BlobMissingError, BlobStore, BlobStoreError
from tests.reference.small_aws import make_bucket, small_aws

BUCKET = "bucket"


def never() -> None:
    """Lets work go on."""


class StoppedError(Exception):
    """What a check stops work with."""


def stop() -> None:
    raise StoppedError


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    with small_aws() as url:
        make_bucket(url, BUCKET)
        yield url


def bucket(url: str, base_path: str) -> ObjectBlobs:
    config = {"endpoint": url, "access_key_id": "who", "secret_access_key": "ever", "region": "us-east-1"}
    return ObjectBlobs("s3", BUCKET, base_path, {**config, "client_options": {"allow_http": True}})


@pytest.fixture(params=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "folder":
        return Folder(tmp_path / "blobs", sync=False)
    url: str = request.getfixturevalue("s3_url")
    return bucket(url, tmp_path.name)


def test_a_blob_is_read_as_it_was_written(blobs: BlobStore) -> None:
    blobs.put("a/b", b"first")
    blobs.put("a/b", b"second")
    assert blobs.get("a/b") == b"second"


def test_only_one_creates_a_blob(blobs: BlobStore) -> None:
    blobs.create("once", b"first")
    with pytest.raises(BlobExistsError):
        blobs.create("once", b"second")
    assert blobs.get("once") == b"first"


def test_of_many_who_create_one_wins(blobs: BlobStore) -> None:
    won: list[int] = []

    def create(number: int) -> None:
        try:
            blobs.create("race", str(number).encode())
            won.append(number)
        except BlobExistsError:
            pass

    threads = [threading.Thread(target=create, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert blobs.get("race") == str(won[0]).encode()
    assert len(won) == 1


def test_a_blob_is_replaced_by_whoever_knows_it_as_it_is(blobs: BlobStore) -> None:
    first = blobs.replace("list", b"one", None)
    second = blobs.replace("list", b"two", first)
    with pytest.raises(BlobChangedError):
        blobs.replace("list", b"three", first)
    with pytest.raises(BlobChangedError):
        blobs.replace("list", b"three", None)
    with pytest.raises(BlobChangedError):
        blobs.replace("missing", b"three", second)
    found = blobs.get_version("list")
    assert found is not None
    assert (found.data, found.version) == (b"two", second)


def test_a_version_that_is_known_is_not_read_again(blobs: BlobStore) -> None:
    version = blobs.replace("list", b"one", None)
    assert blobs.get_version("list", version) is None
    blobs.put("list", b"two")
    changed = blobs.get_version("list", version)
    assert changed is not None
    assert changed.data == b"two"
    with pytest.raises(BlobMissingError):
        blobs.get_version("missing", version)


@pytest.mark.parametrize("size", [0, 1, 20 << 20])
def test_files_go_and_come_back(blobs: BlobStore, tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    (tmp_path / "file").write_bytes(content)
    blobs.put_file("data/file", tmp_path / "file", never)
    blobs.get_file("data/file", tmp_path / "back", never)
    assert (tmp_path / "back").read_bytes() == content


def test_a_file_that_is_there_is_not_written_over(blobs: BlobStore, tmp_path: Path) -> None:
    blobs.put("name", b"content")
    (tmp_path / "there").write_bytes(b"something")
    with pytest.raises(FileExistsError):
        blobs.get_file("name", tmp_path / "there", never)
    assert (tmp_path / "there").read_bytes() == b"something"


@pytest.mark.parametrize("name", ["missing", "file/below"])
def test_missing_blobs(blobs: BlobStore, tmp_path: Path, name: str) -> None:
    blobs.put("file", b"no folder")
    with pytest.raises(BlobMissingError):
        blobs.get(name)
    with pytest.raises(BlobMissingError):
        blobs.get_file(name, tmp_path / "target", never)
    assert not (tmp_path / "target").exists()


def test_listing_is_by_path(blobs: BlobStore) -> None:
    for name in ("data/a", "data/b", "database", "other/data/c"):
        blobs.put(name, name.encode())
    assert {(blob.name, blob.size) for blob in blobs.list("data/")} == {("data/a", 6), ("data/b", 6)}
    assert len(list(blobs.list(""))) == 4
    assert list(blobs.list("nothing/")) == []


def test_deleting_what_is_not_there_is_no_error(blobs: BlobStore) -> None:
    blobs.put("a", b"")
    blobs.put("b", b"")
    blobs.delete(["a", "missing", "b"])
    blobs.delete([])
    assert list(blobs.list("")) == []


def test_an_upload_that_is_stopped_leaves_nothing(blobs: BlobStore, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"content")
    with pytest.raises(StoppedError):
        blobs.put_file("data/file", tmp_path / "file", stop)
    assert list(blobs.list("")) == []


def test_a_store_that_does_not_answer_says_so(tmp_path: Path, unused_port: Callable[[], int]) -> None:
    away = {"client_options": {"allow_http": True, "timeout": "1s"}, "retry_config": {"max_retries": 0}}
    keys = {"access_key_id": "who", "secret_access_key": "ever", "region": "us-east-1"}
    blobs = ObjectBlobs("s3", BUCKET, "", {"endpoint": f"http://127.0.0.1:{unused_port()}", **keys, **away})
    with pytest.raises(BlobStoreError, match="name: "):
        blobs.get("name")


def test_pieces_of_a_blob(blobs: BlobStore) -> None:
    blobs.put("a/b", bytes(range(256)))
    assert blobs.get_ranges("a/b", [(0, 2), (250, 256), (7, 8)]) == [b"\0\1", bytes(range(250, 256)), b"\7"]
    with pytest.raises(BlobMissingError):
        blobs.get_ranges("a/c", [(0, 1)])
