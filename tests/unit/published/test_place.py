"""A place's manifest: read whole, changed by one writer at a time, and what it does not name goes."""

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from findling.codec.blobs.folder import Folder
from findling.published.cleaning import clean
from findling.published.errors import DamagedObjectError, InvalidPlaceError, PlaceError
from findling.published.location import blobs_at, folder_of
from findling.published.manifest import Manifest, PublishedFile, PublishedIndex, PublishedShard
from findling.published.place import MANIFEST, SEGMENTS, Place

EMPTY = PublishedIndex("id", {"uuid": "u"}, (), 0)


def of_files(*objects: str) -> PublishedIndex:
    files = tuple(PublishedFile(f"_{n}.seg", 1, "hash", "mark", name) for n, name in enumerate(objects))
    return replace(EMPTY, shards=(PublishedShard({"generation": 1}, files),))


def counted(manifest: Manifest, name: str) -> Manifest:
    """Counts one up, in the time of an index's publication."""
    before = manifest.indices.get(name, EMPTY)
    return manifest.with_index(name, replace(before, published_ms=before.published_ms + 1))


def test_a_manifest_comes_back_as_it_was(place: Place) -> None:
    assert place.read().manifest == Manifest()
    made = place.change(lambda manifest: manifest.with_index("store", of_files("segments/a", "segments/b")))
    assert made.generation == 1
    read = place.read()
    assert read.manifest == made
    assert read.manifest.objects() == {"segments/a", "segments/b"}
    assert place.read_newer(read.version) is None


def test_a_change_of_nothing_writes_nothing(place: Place) -> None:
    place.change(lambda manifest: manifest.with_index("store", EMPTY))
    before = place.read()
    assert place.change(lambda manifest: manifest).generation == 1
    assert place.read() == before


def test_a_change_that_raises_changes_nothing(place: Place) -> None:
    def fail(manifest: Manifest) -> Manifest:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        place.change(fail)
    assert place.read().manifest == Manifest()


@pytest.mark.parametrize("each", [30])
def test_of_writers_at_once_none_is_lost(place: Place, each: int) -> None:
    seen: list[int] = []
    done = threading.Event()

    def write(name: str) -> None:
        for _ in range(each):
            place.change(lambda manifest: counted(counted(manifest, name), "both"))

    def read() -> None:
        while not done.is_set():
            manifest = place.read().manifest  # a half manifest would be a DamagedObjectError
            parts = [index.published_ms for name, index in manifest.indices.items() if name != "both"]
            assert sum(parts) == manifest.indices.get("both", EMPTY).published_ms == manifest.generation
            seen.append(manifest.generation)

    reader = threading.Thread(target=read)
    reader.start()
    writers = [threading.Thread(target=write, args=(name,)) for name in ("one", "two")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done.set()
    reader.join()
    assert place.read().manifest.generation == 2 * each
    assert seen == sorted(seen)
    assert len(seen) > 1


class LosingAnswers(Folder):
    """A store whose first answer to a replacement gets lost, though it was done."""

    lost = False

    def replace(self, name: str, data: bytes, version: str | None) -> str:
        written = super().replace(name, data, version)
        if not self.lost:
            self.lost = True
            return super().replace(name, b"never", "another version")
        return written


def test_a_change_whose_answer_was_lost_is_not_made_twice(tmp_path: Path) -> None:
    place = Place("folder", LosingAnswers(tmp_path, sync=False))
    made = place.change(lambda manifest: counted(manifest, "store"))
    assert made.indices["store"].published_ms == 1
    assert place.read().manifest == made


def test_a_damaged_manifest_is_named(place: Place) -> None:
    place.change(lambda manifest: manifest.with_index("store", EMPTY))
    blob = bytearray(place.blobs.get(MANIFEST))
    blob[-1] ^= 1
    place.blobs.put(MANIFEST, bytes(blob))
    with pytest.raises(DamagedObjectError, match=r"object \[manifest\] is damaged: its checksum does not match"):
        place.read()


def test_cleaning_is_by_reference_and_age(place: Place) -> None:
    for name in ("used", "old", "older"):
        place.blobs.put(f"{SEGMENTS}{name}", b"12")
    place.change(lambda manifest: manifest.with_index("store", of_files(f"{SEGMENTS}used")))
    young = clean(place, age_s=3600)
    assert (young.kept, young.young, young.removed) == (1, 2, 0)
    counted_only = clean(place, age_s=-60, dry_run=True)
    assert (counted_only.removed, counted_only.removed_bytes) == (2, 4)
    assert clean(place, age_s=-60).removed == 2
    assert {blob.name for blob in place.blobs.list("")} == {MANIFEST, f"{SEGMENTS}used"}


def test_urls_of_places(tmp_path: Path) -> None:
    assert folder_of("some/where") == Path("some/where").absolute()
    assert folder_of("file:///some/where%20else") == Path("/some/where else")
    assert folder_of("s3://bucket/path") is None
    for wrong in ("", "ftp://host/path", "s3:///path", "file://host/path"):
        with pytest.raises(InvalidPlaceError):
            blobs_at(wrong)


def test_a_place_that_cannot_be_reached_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    os.chmod(file, 0o400)
    with pytest.raises(PlaceError, match="could not write the manifest"):
        Place(str(file)).change(lambda manifest: manifest.with_index("store", EMPTY))
