"""How resolvers ask the node: each method is one call, done as REST does it, under the action that it is."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final

import orjson

from findling.base.errors import FindlingError
from findling.base.work.breakers import MemoryAccount
from findling.cluster.access import acting, current_access
from findling.node.documents.bulk import WriteOptions, bulk
from findling.node.documents.bulk_item import BulkItem
from findling.node.documents.documents import write_document
from findling.node.documents.get_document import GetRequest, get_document, multi_get
from findling.node.search.search import SearchCall, search
from findling.node.search.search_pipelines import search_piped
from findling.node.services.node import Node

Body = Mapping[str, Any]


class Backend:
    """The node, for one request.

    check: raises once nobody waits for the answer any more, or the time is over
    account: of the memory that answers take until all is answered, None where nobody counts it
    calls: how often the node was asked
    """

    def __init__(self, node: Node, check: Callable[[], None], account: MemoryAccount | None = None) -> None:
        self._node = node
        self._check = check
        self._account = account
        self.calls = 0

    def search(self, names: Sequence[str], body: Body) -> dict[str, Any]:
        """Returns the answer of a search."""
        self._begin()
        return self._search(names, body)

    def searches(self, entries: Sequence[tuple[Sequence[str], Body]]) -> list[dict[str, Any] | FindlingError]:
        """Returns the answers of many searches, or why there is none."""
        self._begin()
        answers: list[dict[str, Any] | FindlingError] = []
        for names, body in entries:
            self._check()
            try:
                answers.append(self._search(names, body))
            except FindlingError as error:
                answers.append(error)
        return answers

    def _search(self, names: Sequence[str], body: Body) -> dict[str, Any]:
        call = SearchCall(names, body, check=self._check)
        with _doing("indices:data/read/search"):
            answer = search_piped(self._node, call, lambda piped: search(self._node, piped))
        self._charge(answer["hits"]["hits"])
        return answer

    def get(self, request: GetRequest) -> dict[str, Any]:
        """Returns a document as the get API shows it."""
        self._begin()
        with _doing("indices:data/read/get"):
            found = get_document(self._node, request)
        self._charge([found])
        return found

    def many(self, requests: list[GetRequest]) -> list[dict[str, Any]]:
        """Returns documents as the multi get API shows them."""
        self._begin()
        with _doing("indices:data/read/mget"):
            docs: Any = multi_get(self._node, requests)["docs"]
        self._charge(docs)
        return list(docs)

    def write(self, item: BulkItem, options: WriteOptions) -> dict[str, Any]:
        """Returns the answer to one write. Raises what it failed with."""
        self._begin()
        with _doing(_ACTIONS[item.action]):
            return write_document(self._node, item, options)[0]

    def bulk(self, items: list[BulkItem], options: WriteOptions) -> dict[str, Any]:
        """Returns the answer to many writes."""
        self._begin()
        size = sum(len(item.source) for item in items)
        with _doing("indices:data/write/bulk"), self._node.indexing.operation(size):
            return bulk(self._node, items, options)

    def _charge(self, documents: Sequence[Mapping[str, Any]]) -> None:
        """Counts the memory of documents as they will be decoded. Raises CircuitBreakingError if there is no more."""
        if self._account is not None:
            size = sum(len(orjson.dumps(one["_source"])) for one in documents if "_source" in one)
            self._account.add(_DECODED * size, "<graphql>")

    def _begin(self) -> None:
        self.calls += 1
        self._check()


def _doing(action: str) -> AbstractContextManager[None]:
    """Lets the block do an action. Raises SecurityError if no role of who asks grants it over any index."""
    access = current_access()
    if access is None:
        return _FREELY
    access.of_roles.check(action)
    return acting(action)


_DECODED: Final = 5
"""How many times as large as its text a document is."""
_FREELY: Final = nullcontext()
_ACTIONS: Final = {
    "index": "indices:data/write/index",
    "create": "indices:data/write/index",
    "update": "indices:data/write/update",
    "delete": "indices:data/write/delete",
}


def decoded(source: Any) -> dict[str, Any]:
    """Returns the document that an answer has as bytes; {} if it has none."""
    return {} if source is None else orjson.loads(orjson.dumps(source))
