"""Errors of indices, aliases, templates and documents: missing, there already, changed meanwhile."""

from findling.base.errors.core import FindlingError


class ResourceNotFoundError(FindlingError):
    """Something named in the request does not exist."""

    type = "resource_not_found_exception"
    status = 404


class ShardNotFoundError(ResourceNotFoundError):
    """A shard number that an index does not have."""

    type = "shard_not_found_exception"


class IndexNotFoundError(ResourceNotFoundError):
    """No index, alias or data stream of this name."""

    type = "index_not_found_exception"

    def __init__(self, index: str, reason: str | None = None) -> None:
        super().__init__(
            reason or f"no such index [{index}]",
            **{"resource.type": "index_or_alias", "resource.id": index, "index_uuid": "_na_", "index": index},
        )


class UnresolvedIndexError(IndexNotFoundError):
    """No index of a name that was looked up as it stands: Elasticsearch does not say what was looked for then."""

    def __init__(self, index: str) -> None:
        super().__init__(index)
        self.metadata = {key: value for key, value in self.metadata.items() if not key.startswith("resource.")}


class StreamExcludedError(IndexNotFoundError):
    """A data stream's name where only indices may stand."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        metadata = dict(self.metadata)
        self.metadata = {"resource.type": metadata.pop("resource.type"), "excluded_ds": "true", **metadata}


class IndexGoneError(IndexNotFoundError):
    """An index that was deleted or closed between its name's resolution and its use: names may be resolved anew."""


class IndexShardClosedError(IndexGoneError):
    """An operation on a shard that was closed under its user: its index is gone."""


class AliasesNotFoundError(ResourceNotFoundError):
    """No alias of this name."""

    type = "aliases_not_found_exception"


class ResourceAlreadyExistsError(FindlingError):
    """Something of this name is there already."""

    type = "resource_already_exists_exception"
    status = 400


class InvalidIndexNameError(FindlingError):
    """An index name that breaks the naming rules."""

    type = "invalid_index_name_exception"
    status = 400


class InvalidIndexTemplateError(FindlingError):
    """An index or component template that cannot be stored."""

    type = "invalid_index_template_exception"
    status = 400


class InvalidAliasNameError(FindlingError):
    """An alias name that breaks the naming rules or clashes with an index."""

    type = "invalid_alias_name_exception"
    status = 400


class IndexClosedError(FindlingError):
    """An operation on a closed index."""

    type = "index_closed_exception"
    status = 400


class IndexTemplateMissingError(FindlingError):
    """No index template of this name."""

    type = "index_template_missing_exception"
    status = 404


class RepositoryMissingError(FindlingError):
    """No snapshot repository of this name."""

    type = "repository_missing_exception"
    status = 404


class DocumentMissingError(FindlingError):
    """An update of a document that does not exist."""

    type = "document_missing_exception"
    status = 404


class DocumentSourceMissingError(FindlingError):
    """A document cannot be updated because its source is not stored."""

    type = "document_source_missing_exception"
    status = 400


class VersionConflictError(FindlingError):
    """A write whose expected version, sequence number or absence does not hold."""

    type = "version_conflict_engine_exception"
    status = 409


class RoutingMissingError(FindlingError):
    """A document operation without routing where the mapping requires one."""

    type = "routing_missing_exception"
    status = 400
