"""Where a node may publish to, and from where it may serve."""

from pathlib import Path

from findling.node.services.node import Node
from findling.published.errors import InvalidPlaceError
from findling.published.location import blobs_at, folder_of
from findling.published.place import Place


def place_of(node: Node, url: str) -> Place:
    """Returns a place by its URL, with the keys of the node's keystore. Raises InvalidPlaceError, PlaceError."""
    return Place(url, blobs_at(url, node.secrets.text, node.config.sync))


def place_of_client(node: Node, url: str) -> Place:
    """Returns a place that a client names: a folder must be below those of repositories, the first takes relative ones.

    Raises InvalidPlaceError, PlaceError.
    """
    named = folder_of(url)
    if named is None:
        return place_of(node, url)
    allowed = node.config.repositories or (node.config.data / "repositories",)
    folder = _resolved(named if ":" in url else allowed[0] / url)
    if not any(folder.is_relative_to(_resolved(one)) for one in allowed):
        raise InvalidPlaceError(f"[{url}] is not below a folder of repositories (path.repo)")
    return place_of(node, str(folder))


def _resolved(path: Path) -> Path:
    return path.absolute().resolve()
