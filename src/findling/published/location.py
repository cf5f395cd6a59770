"""Which blob store the URL of a place means.

    s3://bucket/path      any server that speaks S3; gs://bucket/path and az://container/path likewise
    file:///path, /path   a folder
    https://host/path     a web server's folder, to be read only

Keys, region and endpoint of object stores come from where the cloud's own tools look: the environment
(AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, ...), or the role of the machine; a keystore's
`s3.client.default.access_key`, `.secret_key` and `.session_token` come before them.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from findling.codec.blobs.folder import Folder
from findling.codec.blobs.object_store import ObjectBlobs
from findling.codec.blobs.store import BlobStore, BlobStoreError
from findling.codec.blobs.url import UrlBlobs
from findling.published.errors import InvalidPlaceError, PlaceError

_OBJECTS: Final = {"s3": "s3", "gs": "gcs", "az": "azure"}
_TIMEOUT: Final = "30s"
_SECRETS: Final = {"access_key_id": "access_key", "secret_access_key": "secret_key", "session_token": "session_token"}
Secret = Callable[[str], str | None]


def no_secret(name: str) -> None:
    """What a keystore says that has nothing."""


def folder_of(url: str) -> Path | None:
    """Returns the folder that a URL means, None if it means something else."""
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc:
        return Path(unquote(parts.path))
    return Path(url).absolute() if url and not parts.scheme else None


def blobs_at(
    url: str, secret: Secret = no_secret, sync: bool = True, environment: Mapping[str, str] = os.environ
) -> BlobStore:
    """Returns the blob store of a place. Raises InvalidPlaceError, PlaceError.

    secret: texts of a keystore; sync: whether what is written to a folder must outlive the machine's power
    """
    parts = urlsplit(url)
    kind = _OBJECTS.get(parts.scheme)
    if kind is not None:
        if not parts.netloc:
            raise InvalidPlaceError(f"[{url}] names no bucket")
        try:
            return ObjectBlobs(kind, parts.netloc, unquote(parts.path), _config(kind, secret, environment))
        except BlobStoreError as error:
            raise PlaceError.of(url, str(error)) from error
    if parts.scheme in ("http", "https"):
        return UrlBlobs(url)
    folder = folder_of(url)
    if folder is not None:
        return Folder(folder, sync)
    raise InvalidPlaceError(f"[{url}] is none of s3://, gs://, az://, https://, file:/// and a folder's path")


def _config(kind: str, secret: Secret, environment: Mapping[str, str]) -> dict[str, Any]:
    """Returns what the environment says and the library does not read by itself."""
    options: dict[str, Any] = {"timeout": _TIMEOUT}
    if kind != "s3":
        return {"client_options": options}
    endpoint = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL")
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
    if endpoint and endpoint.startswith("http://"):
        options["allow_http"] = True
    keys = {name: secret(f"s3.client.default.{kept}") for name, kept in _SECRETS.items()}
    given = {"client_options": options, "endpoint": endpoint, "region": region, **keys}
    return {name: value for name, value in given.items() if value}
