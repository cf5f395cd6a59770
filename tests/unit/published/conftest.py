"""Places: a folder, and a bucket of a server that speaks S3."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from findling.codec.blobs.folder import Folder
from findling.codec.blobs.object_store import ObjectBlobs
from findling.published.place import Place

KEYS = {"access_key_id": "who", "secret_access_key": "ever", "region": "us-east-1"}


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    named = {"aws_access_key_id": "who", "aws_secret_access_key": "ever", "region_name": "us-east-1"}
    boto3.client("s3", endpoint_url=url, **named).create_bucket(Bucket="places")
    yield url
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        return Place("folder", Folder(tmp_path / "place", sync=False))
    config = {"endpoint": request.getfixturevalue("s3_url"), "client_options": {"allow_http": True}, **KEYS}
    return Place("s3://places/x", ObjectBlobs("s3", "places", request.node.name.replace("[", "-").strip("]"), config))
