"""Keeps revisions: each is a record that names its texts by their hash, so that what stays the same is stored once."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from findling.base.json_values import json_text
from findling.policy.store.facts import Facts
from findling.policy.store.revision import EMPTY, Bundle, Revision
from findling.security.records import DocumentStore

MOST: Final = 100
"""How many revisions are kept."""
_BLOB: Final = "blob"
_REVISION: Final = "revision"


class Revisions:
    """All revisions, in a system index of their own. Not for several writers at once."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    def latest(self) -> Revision:
        """Returns the newest revision; the empty one where there is none."""
        numbers = self.numbers()
        return self.get(numbers[-1]) or EMPTY if numbers else EMPTY

    def numbers(self) -> list[int]:
        """Returns the numbers of the revisions that are kept, in order."""
        return sorted(record["number"] for record in self._records())

    def summaries(self) -> list[dict[str, Any]]:
        """Returns what there is to know of each revision without its texts, the newest first."""
        records = sorted(self._records(), key=lambda record: -record["number"])
        return [
            {
                "revision": record["number"],
                "created": record["created"],
                "author": record["author"],
                "note": record["note"],
                "policies": sorted(record["modules"]),
                "bundles": {name: bundle["revision"] for name, bundle in record["bundles"].items()},
                "dry_run": record["dry_run"],
                "decision_log": record["decision_log"],
            }
            for record in records
        ]

    def get(self, number: int) -> Revision | None:
        """Returns a revision with all its texts, None if it is not kept."""
        document = self._store.get(f"{_REVISION}-{number}")
        if document is None:
            return None
        record = document.source
        return Revision(
            record["number"],
            record["created"],
            record["author"],
            record["note"],
            {id_: self._blob(name) for id_, name in record["modules"].items()},
            self._blob(record["data"]),
            {name: self._bundle(name, bundle) for name, bundle in record["bundles"].items()},
            Facts.from_json(record["facts"]),
            record["dry_run"],
            record["decision_log"],
        )

    def add(self, revision: Revision) -> None:
        """Stores a revision; it is on stable storage then. Raises VersionConflictError if its number is taken."""
        record = {
            "kind": _REVISION,
            "name": str(revision.number),
            "number": revision.number,
            "created": revision.created_ms,
            "author": revision.author,
            "note": revision.note,
            "modules": {id_: self._stored(text) for id_, text in revision.modules.items()},
            "data": self._stored(revision.data),
            "bundles": {
                name: {
                    "revision": bundle.revision,
                    "roots": list(bundle.roots),
                    "source": bundle.source,
                    "activated": bundle.activated_ms,
                    "content": self._stored({"modules": dict(bundle.modules), "data": bundle.data}),
                }
                for name, bundle in revision.bundles.items()
            },
            "facts": revision.facts.to_json(),
            "dry_run": revision.dry_run,
            "decision_log": revision.decision_log,
        }
        self._store.put(f"{_REVISION}-{revision.number}", record, create=True)
        self._prune()

    def _records(self) -> list[dict[str, Any]]:
        return [document.source for document in self._store.scan({"term": {"kind": _REVISION}})]

    def _bundle(self, name: str, record: Mapping[str, Any]) -> Bundle:
        content = self._blob(record["content"])
        return Bundle(
            name,
            record["revision"],
            tuple(record["roots"]),
            content["modules"],
            content["data"],
            record["source"],
            record["activated"],
        )

    def _stored(self, value: Any) -> str:
        """Stores a value under its hash, if it is not there, and returns that."""
        text = json_text(value)
        name = hashlib.sha256(text).hexdigest()
        if self._store.get(f"{_BLOB}-{name}") is None:
            self._store.put(f"{_BLOB}-{name}", {"kind": _BLOB, "name": name, "json": text.decode()})
        return name

    def _blob(self, name: str) -> Any:
        document = self._store.get(f"{_BLOB}-{name}")
        assert document is not None, f"the text {name} of a policy is not there"
        return json.loads(document.source["json"])  # not orjson: whole numbers beyond 64 bits stay whole

    def _prune(self) -> None:
        """Removes the oldest revisions beyond those kept, and the texts that none names any more."""
        records = sorted(self._records(), key=lambda record: record["number"])
        if len(records) <= MOST:
            return
        for record in records[:-MOST]:
            self._store.delete(f"{_REVISION}-{record['number']}")
        named = {name for record in records[-MOST:] for name in _names(record)}
        for document in list(self._store.scan({"term": {"kind": _BLOB}})):
            if document.source["name"] not in named:
                self._store.delete(document.id)


def _names(record: Mapping[str, Any]) -> set[str]:
    contents = {bundle["content"] for bundle in record["bundles"].values()}
    return {*record["modules"].values(), record["data"], *contents}
