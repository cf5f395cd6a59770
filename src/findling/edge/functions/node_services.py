"""What functions ask for, answered by the node they run on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from findling.base.errors import IllegalArgumentError
from findling.node.documents.bulk import DEFAULT_OPTIONS
from findling.node.documents.bulk_item import BulkItem
from findling.node.documents.documents import write_document
from findling.node.documents.get_document import look_up
from findling.node.search.search import SearchCall, search
from findling.node.services.node import Node

Publish = Callable[[str, Any], None]
Desire = Callable[[str, Mapping[str, Any]], int]
Settings = Callable[[], Mapping[str, Any]]
Infer = Callable[[str, Sequence[Any]], list[Any]]


class NodeServices:
    """Answers functions. publish: takes a topic and JSON; infer: asks models; desire: changes shadows of nodes below

    settings: what the hub has configured
    """

    def __init__(self, node: Node, publish: Publish, infer: Infer, desire: Desire, settings: Settings) -> None:
        self._node = node
        self._desire = desire
        self._settings = settings
        self._publish = publish
        self._infer = infer

    def answer(self, verb: str, arguments: Mapping[str, Any]) -> Any:
        """Returns what a function is told. Raises FindlingError."""
        if verb == "search":
            return search(self._node, SearchCall(arguments["index"], arguments["body"]))
        if verb == "get":
            return look_up(self._node, arguments["index"], arguments["id"], None)
        if verb == "index":
            item = BulkItem("index", arguments["index"], arguments["id"], source=orjson.dumps(arguments["document"]))
            return write_document(self._node, item, DEFAULT_OPTIONS)[0]["_id"]
        if verb == "publish":
            return self._publish(arguments["topic"], arguments["payload"])
        if verb == "settings":
            return self._settings()
        if verb == "desire":
            return self._desire(arguments["device"], arguments["state"])
        if verb == "infer":
            return self._infer(arguments["model"], arguments["inputs"])
        raise IllegalArgumentError(f"functions cannot ask for [{verb}]")
