"""Bundles that were changed, or that a stranger has signed, are refused."""

import io
import zipfile
from collections.abc import Callable

import orjson
import pytest

from findling.edge.functions.bundle import Bundle
from findling.edge.functions.errors import BundleRefusedError
from findling.edge.functions.functions import Functions
from findling.edge.functions.signed_files import SigningKey, pack
from tests.unit.edge.functions.conftest import Pack

Entries = dict[str, bytes]


def changed(archive: bytes, change: Callable[[Entries], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        entries = {info.filename: opened.read(info) for info in opened.infolist()}
    change(entries)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        for name, content in entries.items():
            written.writestr(name, content)
    return made.getvalue()


def other_signature(entries: Entries) -> None:
    told = orjson.loads(entries["MANIFEST.sig"])
    entries["MANIFEST.sig"] = orjson.dumps({**told, "ed25519": "00" * 64})


def other_version(entries: Entries) -> None:
    entries["MANIFEST.json"] = entries["MANIFEST.json"].replace(b'"version":"1"', b'"version":"2"')


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (other_signature, "the signature of the bundle is wrong"),
        (other_version, "the signature of the bundle is wrong"),
        (lambda entries: entries.update({"main.py": b"import os"}), "not those that were signed"),
        (lambda entries: entries.update({"more.py": b""}), "not those that were signed"),
        (lambda entries: entries.pop("main.py"), "not those that were signed"),
        (lambda entries: entries.pop("MANIFEST.sig"), "this is no bundle"),
        (lambda entries: entries.update({"MANIFEST.sig": b"[]"}), "this is no bundle"),
    ],
)
def test_what_was_changed(functions: Functions, packed: Pack, change: Callable[[Entries], None], why: str) -> None:
    with pytest.raises(BundleRefusedError, match=why):
        functions.deploy(changed(packed(""), change))
    assert functions.shown() == {}


def test_a_stranger(functions: Functions) -> None:
    bundle = Bundle(name="bundle", version="1", files={"main.py": b""})
    with pytest.raises(BundleRefusedError, match="whom this node does not trust"):
        functions.deploy(bundle.signed(SigningKey(bytes(32))))


def test_what_is_no_archive(functions: Functions, packed: Pack) -> None:
    for archive in (b"", b"PK", packed("")[:100], packed("")[:-30]):
        with pytest.raises(BundleRefusedError, match="this is no bundle"):
            functions.deploy(archive)


@pytest.mark.parametrize("path", ["../x.py", "/etc/x", "a/../../x", "a\\b"])
def test_paths_that_lead_elsewhere(key: SigningKey, path: str) -> None:
    with pytest.raises(BundleRefusedError, match="may not hold the file"):
        pack({}, {path: b""}, key)


def test_the_same_files_give_the_same_bytes(packed: Pack) -> None:
    assert packed("x = 1") == packed("x = 1")
