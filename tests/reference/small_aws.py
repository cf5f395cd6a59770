"""A small AWS on this machine, by moto, and clients of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import boto3
from moto.server import ThreadedMotoServer

REGION: Final = "us-east-1"
KEYS: Final = {"aws_access_key_id": "who", "aws_secret_access_key": "ever", "region_name": REGION}


@contextmanager
def small_aws() -> Iterator[str]:
    """Runs it for the length of the block. Yields its URL."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@contextmanager
def client_of(url: str, service: str) -> Iterator[Any]:
    """Yields boto3's client of a service, which is closed at the end of the block."""
    client = boto3.client(service, endpoint_url=url, **KEYS)
    try:
        yield client
    finally:
        client.close()


def environment(url: str) -> dict[str, str]:
    """Returns the variables by which others find it."""
    keys = {"AWS_ACCESS_KEY_ID": "who", "AWS_SECRET_ACCESS_KEY": "ever", "AWS_REGION": REGION}
    return {"AWS_ENDPOINT_URL": url, **keys}


def make_bucket(url: str, name: str) -> None:
    """Makes a bucket."""
    with client_of(url, "s3") as client:
        client.create_bucket(Bucket=name)
