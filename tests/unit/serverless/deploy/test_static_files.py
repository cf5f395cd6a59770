"""Static files lie in a bucket as they are in a folder, with their headers; who may read them is said."""

import gzip
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from findling.cli.main import main
from tests.reference.small_aws import client_of, environment, small_aws

DISTRIBUTION = "arn:aws:cloudfront::1:distribution/E1"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with small_aws() as url, client_of(url, "s3") as client:
        for name, value in environment(url).items():
            monkeypatch.setenv(name, value)
        urllib.request.urlopen(urllib.request.Request(f"{url}/moto-api/reset", method="POST")).close()
        client.create_bucket(Bucket="pages")
        yield client


@pytest.fixture
def site(tmp_path: Path) -> Path:
    stage = {"project_name": "search", "aws_region": "us-east-1"}
    (tmp_path / "zappa_settings.json").write_bytes(orjson.dumps({"dev": stage}))
    folder = tmp_path / "site"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html>")
    (folder / "assets" / "main-B2x9Qk1a.js").write_text("run()")
    (folder / "assets" / "style-0123abcd.css.gz").write_bytes(gzip.compress(b"body {}"))
    (folder / "logo.svg").write_text("<svg/>")
    (folder / "not-packed.gz").write_text("text")
    return folder


def deploy(site: Path, *arguments: str) -> str:
    words = ["deploy", "static", *arguments, "--project", str(site.parent)]
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    return f"{done.exit_code} {done.output}"


def test_files_and_headers(s3: Any, site: Path) -> None:
    said = deploy(site, str(site), "--bucket", "pages", "--prefix", "app/")
    assert said.startswith("0 pages: 5 files sent")
    told = {}
    for found in s3.list_objects_v2(Bucket="pages")["Contents"]:
        head = s3.head_object(Bucket="pages", Key=found["Key"])
        told[found["Key"]] = (head["ContentType"], head["CacheControl"], head.get("ContentEncoding"))
    forever = "public, max-age=31536000, immutable"
    assert told == {
        "app/index.html": ("text/html; charset=utf-8", "no-cache", None),
        "app/assets/main-B2x9Qk1a.js": ("text/javascript; charset=utf-8", forever, None),
        "app/assets/style-0123abcd.css": ("text/css; charset=utf-8", forever, "gzip"),
        "app/logo.svg": ("image/svg+xml", "public, max-age=3600", None),
        "app/not-packed.gz": (told["app/not-packed.gz"][0], "public, max-age=3600", None),
    }


def test_only_changes_are_sent(s3: Any, site: Path) -> None:
    deploy(site, str(site), "--bucket", "pages")
    s3.put_object(Bucket="pages", Key="logo.svg", Body=b"<svg/>")  # with other headers
    (site / "index.html").write_text("<!doctype html><p>")
    (site / "not-packed.gz").unlink()
    said = deploy(site, str(site), "--bucket", "pages", "--delete")
    assert said.startswith("0 pages: 2 files sent, 24 bytes; 2 the same, 1 removed")


def test_who_may_read(s3: Any, site: Path) -> None:
    own = {
        "Sid": "own",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:DeleteObject",
        "Resource": "arn:aws:s3:::pages/*",
    }
    s3.put_bucket_policy(Bucket="pages", Policy=orjson.dumps({"Version": "2012-10-17", "Statement": [own]}).decode())

    def statements(*arguments: str) -> Any:
        assert deploy(site, str(site), "--bucket", "pages", *arguments).startswith("0")
        return orjson.loads(s3.get_bucket_policy(Bucket="pages")["Policy"])["Statement"]

    first, second = statements("--cloudfront", DISTRIBUTION)
    assert first == own
    assert second["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert second["Condition"] == {"StringEquals": {"AWS:SourceArn": DISTRIBUTION}}
    first, second = statements("--public", "--prefix", "app/")
    assert (second["Principal"], second["Resource"], "Condition" in second) == ("*", "arn:aws:s3:::pages/app/*", False)


def test_what_is_asked_wrongly(s3: Any, site: Path) -> None:
    assert "name a folder, or say --console" in deploy(site, "--bucket", "pages")
    assert "name a folder, or say --console" in deploy(site, str(site), "--console", "--bucket", "pages")
    both = ["--public", "--cloudfront", DISTRIBUTION]
    assert "either --public or --cloudfront" in deploy(site, str(site), "--bucket", "pages", *both)
