"""Reads objects from the files that `-f` names."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import click

from findling.policy.gatekeeper.errors import InvalidObjectError
from findling.policy.gatekeeper.yaml_documents import yaml_documents

_ENDINGS: Final = (".yaml", ".yml", ".json")
FILES = click.option(
    "--filename",
    "-f",
    "names",
    multiple=True,
    required=True,
    help="A file of YAML or JSON, a folder of them, or - for standard input; may stand several times.",
)


def read_objects(names: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Yields the objects of files and folders, each with the name of its file. Raises ClickException."""
    for name in names:
        for shown, text in _texts(name):
            try:
                documents = yaml_documents(text)
            except InvalidObjectError as error:
                raise click.ClickException(f"{shown}: {error.reason}") from error
            for document in documents:
                yield from ((shown, one) for one in _items(document))


def _texts(name: str) -> Iterator[tuple[str, bytes]]:
    if name == "-":
        yield "STDIN", sys.stdin.buffer.read()
        return
    path = Path(name)
    try:
        if not path.is_dir():
            yield name, path.read_bytes()
            return
        for file in sorted(path.rglob("*")):
            if file.suffix in _ENDINGS and file.is_file():
                yield str(file), file.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{name}: {error.strerror}") from error


def _items(document: Any) -> list[Any]:
    if isinstance(document, dict) and document.get("kind") == "List" and isinstance(document.get("items"), list):
        items: list[Any] = document["items"]
        return items
    return [document]
