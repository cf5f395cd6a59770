"""The root and the content of a repository: shared, kept while needed, found when damaged."""

import threading
from pathlib import Path

import pytest

from findling.codec.blobs.folder import Folder
from findling.snapshots.details import FileEntry, IndexEntry, ShardEntry, SnapshotDetails
from findling.snapshots.errors import RepositoryError, SnapshotNameInUseError
from findling.snapshots.repository import Repository
from findling.snapshots.root import SUCCESS, SnapshotEntry


def details(name: str, *contents: str) -> SnapshotDetails:
    entry = SnapshotEntry(name, f"uuid-{name}", SUCCESS, {"store": "index-uuid"}, 1, 2, 1, 0)
    files = tuple(FileEntry(f"_{content}.seg", 1, content) for content in contents)
    shard = ShardEntry({"segments": []}, files)
    return SnapshotDetails(entry, "9.1.0", {"store": IndexEntry({"uuid": "index-uuid"}, (shard,))})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "repository"


@pytest.fixture
def repository(folder: Path) -> Repository:
    return Repository("backup", Folder(folder, sync=False))


def add(repository: Repository, name: str, *contents: str) -> None:
    for content in contents:
        repository.blobs.put(f"data/{content}", content.encode())
    repository.add(details(name, *contents))


def names(repository: Repository) -> list[str]:
    return [entry.name for entry in repository.root().snapshots]


def contents(folder: Path) -> set[str]:
    return {path.name for path in (folder / "data").iterdir()}


def test_an_empty_folder_is_an_empty_repository(repository: Repository, folder: Path) -> None:
    assert repository.root().snapshots == ()
    assert not folder.exists()


def test_snapshots_come_back_as_they_were_added(repository: Repository, folder: Path) -> None:
    add(repository, "first", "aa", "bb")
    again = Repository("backup", Folder(folder, sync=False))
    entry = again.root().named("first")
    assert entry is not None
    assert again.details(entry) == details("first", "aa", "bb")
    assert again.uuid is not None


def test_of_two_snapshots_of_one_name_the_second_is_refused(repository: Repository) -> None:
    add(repository, "first", "aa")
    with pytest.raises(SnapshotNameInUseError, match="already exists"):
        add(repository, "first", "bb")
    assert names(repository) == ["first"]


def test_removing_keeps_what_others_need(repository: Repository, folder: Path) -> None:
    add(repository, "first", "aa", "bb")
    add(repository, "second", "bb", "cc")
    repository.remove(frozenset({"uuid-first"}))
    assert names(repository) == ["second"]
    assert contents(folder) == {"bb", "cc"}
    assert {path.name for path in (folder / "snapshots").iterdir()} == {"uuid-second"}


def test_removing_keeps_what_is_on_its_way(repository: Repository, folder: Path) -> None:
    add(repository, "first", "aa")
    with repository.holding() as hold:
        hold("aa")
        repository.remove(frozenset({"uuid-first"}))
        repository.remove_unnamed()
        assert contents(folder) == {"aa"}
    assert repository.remove_unnamed() == (1, 2)
    assert contents(folder) == set()


def test_cleaning_up_takes_what_a_crash_left_and_nothing_else(repository: Repository, folder: Path) -> None:
    add(repository, "first", "aa")
    repository.blobs.put("data/left", b"1234")
    repository.blobs.put("snapshots/left", b"12")
    repository.blobs.put("README", b"somebody's own")
    (folder / "data" / ".unfinished-x").write_bytes(b"1")
    assert repository.remove_unnamed() == (3, 7)
    assert contents(folder) == {"aa"}
    assert repository.blobs.get("README") == b"somebody's own"
    assert repository.remove_unnamed() == (0, 0)


def test_two_writers_lose_nothing(folder: Path) -> None:
    def write(writer: int) -> None:
        repository = Repository("backup", Folder(folder, sync=False))
        for number in range(5):
            add(repository, f"{writer}-{number}", f"{writer}{number}")

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = Repository("backup", Folder(folder, sync=False)).root()
    assert {entry.name for entry in found.snapshots} == {f"{w}-{n}" for w in range(2) for n in range(5)}
    assert found.generation == 9


@pytest.mark.parametrize(
    "change", [lambda raw: raw[:-1], lambda raw: raw[:-1] + b"\x00", lambda raw: b"", lambda raw: b"x"]
)
def test_a_damaged_root_is_named(repository: Repository, folder: Path, change: object) -> None:
    assert callable(change)
    add(repository, "first", "aa")
    path = folder / "index-0"
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(RepositoryError, match=r"\[index-0\] is damaged"):
        repository.root()


def test_a_root_of_a_later_format_is_refused_by_its_number(repository: Repository, folder: Path) -> None:
    add(repository, "first", "aa")
    path = folder / "index-0"
    path.write_bytes(path.read_bytes().replace(b"findling-snapshots 1", b"findling-snapshots 2", 1))
    with pytest.raises(RepositoryError, match="format 2, this Findling reads 1"):
        repository.root()


def test_a_missing_snapshot_is_named(repository: Repository, folder: Path) -> None:
    add(repository, "first", "aa")
    (folder / "snapshots" / "uuid-first").unlink()
    entry = Repository("backup", Folder(folder)).root().snapshots[0]
    with pytest.raises(RepositoryError, match=r"\[snapshots/uuid-first\] is missing"):
        Repository("backup", Folder(folder)).details(entry)


def test_a_readonly_repository_is_not_written(folder: Path) -> None:
    repository = Repository("backup", Folder(folder, sync=False), readonly=True)
    for refused in (
        lambda: repository.add(details("first")),
        lambda: repository.remove(frozenset()),
        lambda: repository.remove_unnamed(),
    ):
        with pytest.raises(RepositoryError, match="readonly"):
            refused()
    repository.check_works()
    assert not folder.exists()


def test_old_roots_go(repository: Repository, folder: Path) -> None:
    for number in range(4):
        add(repository, str(number), "aa")
    assert {path.name for path in folder.glob("index-*")} == {"index-2", "index-3"}
    assert (folder / "index.latest").read_text() == "3"
