"""Reads all that is published at a place, and names what is damaged."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from findling.published.download import fetch_checked
from findling.published.errors import PlaceError
from findling.published.place import Place


def damaged_objects(place: Place) -> Iterator[str]:
    """Yields what is wrong with each object that the manifest names. Raises PlaceError if that cannot be read."""
    files = {file.object: file for index in place.read().manifest.indices.values() for file in index.files()}
    with tempfile.TemporaryDirectory() as folder:
        for file in files.values():
            target = Path(folder, "object")
            try:
                fetch_checked(place, file, target, lambda: None)
            except PlaceError as error:
                yield error.reason
            finally:
                target.unlink(missing_ok=True)
