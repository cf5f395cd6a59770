"""Static files in a bucket, with the headers that browsers and CloudFront go by; and who may read them.

Pages are asked for again each time, files with a hash in their names never, all others after an hour. A file that lies
there as it is, with these headers, is not sent again.
"""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from findling.base.errors import IllegalArgumentError

_HASHED: Final = re.compile(r"[.-](?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_-]{8,64}\.\w+(\.map)?$")
_FOREVER: Final = "public, max-age=31536000, immutable"
_AGAIN: Final = "no-cache"
_AN_HOUR: Final = "public, max-age=3600"
_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".map": "application/json",
    ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".ico": "image/x-icon",
}
_SID: Final = "FindlingStaticFiles"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file and the headers it is sent with. name: of the object; a packed file is known by its name without .gz"""

    name: str
    path: Path
    headers: Mapping[str, str]


@dataclass(slots=True)
class Uploaded:
    """What has been done. Files; bytes: of those that were sent"""

    sent: int = 0
    same: int = 0
    removed: int = 0
    sent_bytes: int = 0


def static_files(folder: Path, prefix: str = "") -> Iterator[StaticFile]:
    """Yields the files below a folder. prefix: of the objects' names, "console/". Raises IllegalArgumentError."""
    if not folder.is_dir():
        raise IllegalArgumentError(f"no folder [{folder}]")
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = path.relative_to(folder).as_posix()
        packed = name.endswith(".gz") and _is_gzip(path)
        plain = name.removesuffix(".gz") if packed else name
        headers = {"ContentType": _type_of(plain), "CacheControl": _cache_of(plain)}
        if packed:
            headers["ContentEncoding"] = "gzip"
        yield StaticFile(f"{prefix}{plain}", path, headers)


def _is_gzip(path: Path) -> bool:
    try:
        with gzip.open(path) as file:
            file.read(1)
    except OSError:
        return False
    return True


def _type_of(name: str) -> str:
    suffix = Path(name).suffix.lower()
    if suffix in _TYPES:
        return _TYPES[suffix]
    found = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if found.startswith("text/") else found


def _cache_of(name: str) -> str:
    if name.endswith((".html", ".htm")):
        return _AGAIN
    return _FOREVER if _HASHED.search(name) else _AN_HOUR


def upload(client: Any, bucket: str, folder: Path, prefix: str = "", remove: bool = False) -> Uploaded:
    """Brings a folder's files to a bucket.

    client: boto3's of S3; remove: what is there below the prefix and not in the folder
    Raises IllegalArgumentError, and what boto3 raises.
    """
    done, there = Uploaded(), _listed(client, bucket, prefix)
    files = list(static_files(folder, prefix))
    for file in files:
        content = file.path.read_bytes()
        if there.get(file.name) == hashlib.md5(content, usedforsecurity=False).hexdigest() and _has_headers(
            client, bucket, file
        ):
            done.same += 1
            continue
        client.put_object(Bucket=bucket, Key=file.name, Body=content, **file.headers)
        done.sent, done.sent_bytes = done.sent + 1, done.sent_bytes + len(content)
    gone = sorted(there.keys() - {file.name for file in files}) if remove else []
    for name in gone:
        client.delete_object(Bucket=bucket, Key=name)
    done.removed = len(gone)
    return done


def _listed(client: Any, bucket: str, prefix: str) -> dict[str, str]:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return {found["Key"]: found["ETag"].strip('"') for page in pages for found in page.get("Contents", ())}


def _has_headers(client: Any, bucket: str, file: StaticFile) -> bool:
    head = client.head_object(Bucket=bucket, Key=file.name)
    return all(head.get(name) == value for name, value in file.headers.items())


def reading_policy(bucket: str, prefix: str, distribution: str | None) -> dict[str, Any]:
    """Returns the statement that lets files be read.

    distribution: ARN of the one of CloudFront that alone may (with an origin access control); None: everybody
    """
    statement: dict[str, Any] = {
        "Sid": _SID,
        "Effect": "Allow",
        "Principal": "*" if distribution is None else {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/{prefix}*",
    }
    if distribution is not None:
        statement["Condition"] = {"StringEquals": {"AWS:SourceArn": distribution}}
    return statement


def with_statement(policy: Mapping[str, Any] | None, statement: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the policy of a bucket with a statement, instead of the one of its Sid; None: it has none yet."""
    others = [] if policy is None else [one for one in policy["Statement"] if one.get("Sid") != statement["Sid"]]
    return {"Version": "2012-10-17", "Statement": [*others, dict(statement)]}
