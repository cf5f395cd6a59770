"""Places: a folder, and a bucket of a server that speaks S3."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.codec.blobs.folder import Folder
from findling.codec.blobs.object_store import ObjectBlobs
from findling.published.place import Place
from tests.reference.small_aws import make_bucket, small_aws

KEYS = {"access_key_id": "who", "secret_access_key": "ever", "region": "us-east-1"}


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    with small_aws() as url:
        make_bucket(url, "places")
        yield url


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        return Place("folder", Folder(tmp_path / "place", sync=False))
    config = {"endpoint": request.getfixturevalue("s3_url"), "client_options": {"allow_http": True}, **KEYS}
    return Place("s3://places/x", ObjectBlobs("s3", "places", request.node.name.replace("[", "-").strip("]"), config))
