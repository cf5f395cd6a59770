"""What edges tell of their functions: documents of an index of the hub, written once."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from findling.base.errors import IllegalArgumentError
from findling.base.object_parser import OBJECT, STRING, Member, parse_object
from findling.edge.functions.functions import RECORDS
from findling.node.documents.bulk import bulk
from findling.node.documents.bulk_item import BulkItem
from findling.node.services.node import Node

_MEMBERS: Final = {"index": Member(STRING), "id": Member(STRING), "document": Member(OBJECT)}


class Records:
    """Writes what comes. An edge may write to this index and to no other, and only in its own name."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def write(self, edge: str, records: Sequence[Mapping[str, Any]]) -> None:
        """Writes records, each of which has an id that is its own. Raises IllegalArgumentError."""
        items = [self._item(edge, parse_object("record", one, _MEMBERS)) for one in records]
        if items:
            bulk(self._node, items)

    def _item(self, edge: str, record: Mapping[str, Any]) -> BulkItem:
        if record.keys() != _MEMBERS.keys() or record["index"] != RECORDS:
            raise IllegalArgumentError(f"a record has {list(_MEMBERS)}, and its index is [{RECORDS}]")
        source = orjson.dumps({**record["document"], "node": edge})
        return BulkItem("index", record["index"], f"{edge}-{record['id']}", source=source)
