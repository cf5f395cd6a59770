"""`_analyze` measures a repository, leaves nothing behind, and tells what has not kept its promises."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.codec.blobs.folder import Folder
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

SMALL = "blob_count=20&max_blob_size=100kb&concurrency=4&seed=7&timeout=5m"


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False)) as node:
        api = Api(node)
        api.put("/_snapshot/backup", {"type": "fs", "settings": {"location": "backup"}})
        yield api


def test_what_was_tried_is_told_and_nothing_stays(api: Api, tmp_path: Path) -> None:
    answer = api.post(f"/_snapshot/backup/_analyze?{SMALL}&detailed=true&rare_action_probability=1")
    assert answer.status == 200, answer.text
    body = answer.body
    assert (body["repository"], body["blob_count"], body["seed"], body["issues_detected"]) == ("backup", 20, 7, [])
    assert body["summary"]["write"]["count"] == body["summary"]["read"]["count"] == 20
    assert body["summary"]["read"]["total_size_bytes"] == sum(one["blob"]["size_bytes"] for one in body["details"])
    assert max(one["blob"]["size_bytes"] for one in body["details"]) == 100 << 10
    assert all(one["blob"]["overwritten"] for one in body["details"])
    assert not [path for path in (tmp_path / "data").rglob("temp-analysis-*/*") if path.is_file()]


def test_a_store_that_loses_bytes_is_told(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Folder.put_file

    def cut(self: Folder, name: str, path: Path, check: object) -> None:
        path.write_bytes(path.read_bytes()[:-1] + b"?")
        whole(self, name, path, check)  # type: ignore[arg-type]

    monkeypatch.setattr(Folder, "put_file", cut)
    status, kind, reason = api.post(f"/_snapshot/backup/_analyze?{SMALL}").error
    assert (status, kind) == (500, "repository_verification_exception")
    assert "is not read as it was written" in reason


def test_a_store_where_two_writers_win_is_told(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Folder, "create", Folder.put)
    reason = api.post(f"/_snapshot/backup/_analyze?{SMALL}").error[2]
    assert "[8] of [8] writers have made the same blob" in reason


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("blob_count=0", "blobCount must be >0, but was [0]"),
        ("concurrency=-1", "concurrency must be >0, but was [-1]"),
        ("max_blob_size=x", "failed to parse setting [max_blob_size] with value [x]"),
    ],
)
def test_numbers_that_make_no_sense(api: Api, query: str, reason: str) -> None:
    answer = api.post(f"/_snapshot/backup/_analyze?{query}")
    assert answer.status == 400
    assert answer.error[2].startswith(reason)


def test_a_repository_to_read_from_only(api: Api) -> None:
    api.put("/_snapshot/fixed", {"type": "fs", "settings": {"location": "backup", "readonly": True}})
    assert api.post("/_snapshot/fixed/_analyze").error == (
        400,
        "illegal_argument_exception",
        "repository [fixed] is read-only",
    )
