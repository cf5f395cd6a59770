"""Documents that requests name by their hash: those of automatic persisted queries, and those that are stored.

A client sends the hash alone; of a document that is not known it is told so, and sends both. What came like that is
forgotten again when there is much of it; what is stored by `/_graphql/documents` stays in the cluster
state.
Source: Apollo's protocol of automatic persisted queries.
"""

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.cluster import graphql_settings
from findling.cluster.cluster_settings import cluster_setting
from findling.graphql.request import GraphQLRequest
from findling.graphql.stored import store, stored
from findling.node.services.node import Node

DOCUMENTS: Final = "documents"
NOT_FOUND: Final = {"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}
MAX_BYTES: Final = 8 << 20
MAX_LENGTH: Final = 100_000
MAX_STORED: Final = 1000
_HASH: Final = re.compile(r"[0-9a-f]{64}")


class NotPersistedError(Exception):
    """No document of this hash is known."""


class PersistedDocuments:
    """Those of one node: `node.kept(PersistedDocuments)`. Thread-safe."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def text(self, request: GraphQLRequest) -> str:
        """Returns the text of a request's document.

        Raises NotPersistedError, and IllegalArgumentError for a hash that is not the text's, and for a text that is
        not stored where only stored ones are carried out.
        """
        query, named = request.query, request.extensions.get("persistedQuery")
        digest = None if named is None else _digest(named)
        if cluster_setting(self._node.cluster.state, graphql_settings.PERSISTED_ONLY):
            return self._stored_text(digest, query)
        if query is None:
            if digest is None:
                raise IllegalArgumentError("Must provide query string.")
            return self._known(digest)
        if digest is not None and digest_of(query) != digest:
            raise IllegalArgumentError("provided sha does not match query")
        return query

    def keep(self, text: str, request: GraphQLRequest) -> None:
        """Keeps a document, which is valid, if its request named it."""
        if "persistedQuery" not in request.extensions or len(text) > MAX_LENGTH:
            return
        with self._lock:
            digest = digest_of(text)
            if digest not in self._texts:
                self._texts[digest] = text
                self._bytes += len(text)
            while self._bytes > MAX_BYTES:
                _, oldest = self._texts.popitem(last=False)
                self._bytes -= len(oldest)

    def _stored_text(self, digest: str | None, query: str | None) -> str:
        wanted = digest_of(query) if query is not None else digest
        text = None if wanted is None else self.all_stored().get(wanted)
        if text is None:
            raise IllegalArgumentError("only documents that are stored are carried out here")
        return text

    def _known(self, digest: str) -> str:
        with self._lock:
            text = self._texts.get(digest)
            if text is not None:
                self._texts.move_to_end(digest)
                return text
        text = self.all_stored().get(digest)
        if text is None:
            raise NotPersistedError
        return text

    def all_stored(self) -> Mapping[str, str]:
        """Returns the documents that are stored, by their hashes."""
        found: Mapping[str, str] = stored(self._node.cluster.state, DOCUMENTS) or {}
        return found

    def store(self, digest: str, text: str) -> None:
        """Stores a document. Raises IllegalArgumentError."""
        if digest != digest_of(text):
            raise IllegalArgumentError(f"[{digest}] is not the SHA-256 of the document, in hexadecimal digits")
        if len(text) > MAX_LENGTH:
            raise IllegalArgumentError(f"a document may have [{MAX_LENGTH}] characters")

        def added(documents: Mapping[str, str] | None) -> Mapping[str, str]:
            known = {**(documents or {}), digest: text}
            if len(known) > MAX_STORED:
                raise IllegalArgumentError(f"there may be [{MAX_STORED}] stored documents")
            return known

        store(self._node, DOCUMENTS, added)

    def remove(self, digest: str) -> None:
        """Removes a stored document. Raises ResourceNotFoundError."""

        def left(documents: Mapping[str, str] | None) -> Mapping[str, str]:
            known = dict(documents or {})
            if known.pop(digest, None) is None:
                raise ResourceNotFoundError(f"no document [{digest}] is stored")
            return known

        store(self._node, DOCUMENTS, left)


def digest_of(text: str) -> str:
    """Returns the hash by which a document is named."""
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(named: object) -> str:
    """Returns the hash that `extensions.persistedQuery` has. Raises IllegalArgumentError."""
    if not isinstance(named, Mapping) or named.get("version", 1) != 1:
        raise IllegalArgumentError("Unsupported persisted query version")
    digest = named.get("sha256Hash")
    if not isinstance(digest, str) or _HASH.fullmatch(digest.lower()) is None:
        raise IllegalArgumentError("[persistedQuery.sha256Hash] must be a SHA-256 in hexadecimal digits")
    return digest.lower()
