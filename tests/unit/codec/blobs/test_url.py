"""Blobs behind a web server: read, and nothing else."""

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from findling.codec.blobs.store import BlobMissingError, BlobStoreError
from findling.codec.blobs.url import UrlBlobs


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def blobs(tmp_path: Path) -> Iterator[UrlBlobs]:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a b").write_bytes(b"content")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield UrlBlobs(f"http://127.0.0.1:{server.server_port}/")
        server.shutdown()
        thread.join()


def test_reading(blobs: UrlBlobs, tmp_path: Path) -> None:
    assert blobs.get("data/a b") == b"content"
    blobs.get_file("data/a b", tmp_path / "copy", lambda: None)
    assert (tmp_path / "copy").read_bytes() == b"content"
    assert blobs.get_ranges("data/a b", [(1, 3), (0, 1)]) == [b"on", b"c"]
    with pytest.raises(BlobMissingError):
        blobs.get("data/missing")


def test_all_else_is_refused(blobs: UrlBlobs, tmp_path: Path) -> None:
    with pytest.raises(BlobStoreError, match="read-only"):
        blobs.put("a", b"")
    with pytest.raises(BlobStoreError, match="read-only"):
        blobs.create("a", b"")
    with pytest.raises(BlobStoreError, match="read-only"):
        blobs.put_file("a", tmp_path, lambda: None)
    with pytest.raises(BlobStoreError, match="read-only"):
        blobs.delete(["a"])
    with pytest.raises(BlobStoreError, match="listed"):
        blobs.list("")
