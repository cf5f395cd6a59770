"""registered_domain: the parts of a domain by the list of public suffixes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from findling.base.errors import IllegalArgumentError
from findling.base.lazy import lazy_module
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.processor import Making, Processor, register

tldextract: Any = lazy_module("tldextract", optional=True)


@lru_cache(maxsize=1)
def _extractor() -> Any:
    """Returns what knows the suffixes: the list that came with the package, nothing is fetched."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def domain_parts(text: str) -> dict[str, str] | None:
    """Returns the parts of a domain, None if it ends in no public suffix."""
    found = _extractor().extract_str(text)
    if not found.suffix:
        return None
    if not found.domain:
        return {"domain": text, "top_level_domain": text}
    parts = {
        "domain": text,
        "registered_domain": f"{found.domain}.{found.suffix}",
        "top_level_domain": found.suffix,
    }
    return {**parts, "subdomain": found.subdomain} if found.subdomain else parts


class RegisteredDomainProcessor(Processor):
    """Writes the parts of a domain."""

    kind = "registered_domain"

    def __init__(self, field: FieldPath, target: str, ignores_missing: bool) -> None:
        self._field = field
        self._prefix = f"{target}." if target else ""
        self._ignores_missing = ignores_missing

    def process(self, document: IngestDocument) -> None:
        text = self._field.get_as(document, str, self._ignores_missing)
        parts = None if text is None else domain_parts(text)
        if parts is None:
            if self._ignores_missing:
                return
            raise IllegalArgumentError("unable to set domain information for document")
        for name, value in parts.items():
            field_path(self._prefix + name).set(document, value)


@register("registered_domain")
def make_registered_domain(making: Making) -> RegisteredDomainProcessor:
    """Reads {"registered_domain": {"field": "fqdn", "target_field": "url"}}."""
    making.needs("tldextract")
    given = making.configuration
    field, target = given.required_text("field"), given.text("target_field") or ""
    return RegisteredDomainProcessor(field_path(field), target, given.flag("ignore_missing", True))
