"""geoip and ip_location: where an address is, by a database of the node."""

from __future__ import annotations

from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ParseError
from findling.ingest.addresses import parse_address
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import field_path
from findling.ingest.ip_database import ALL, KINDS, IpDatabase
from findling.ingest.processor import Making, Processor, register
from findling.ingest.services import IngestServices
from findling.ingest.text_processor import FieldOptions

DEFAULT_FILE: Final = "GeoLite2-City.mmdb"
_TAGS: Final = field_path("tags")


class GeoIpProcessor(Processor):
    """Writes what a database knows of an address, or of each of a list.

    properties: names, None: the usual ones of the database; first_only: of a list the first that is known
    """

    kind = "geoip"

    def __init__(
        self,
        options: FieldOptions,
        file: str,
        properties: tuple[str, ...] | None,
        first_only: bool,
        services: IngestServices,
    ) -> None:
        self._options = options
        self._file = file
        self._properties = properties
        self._first_only = first_only
        self._services = services

    def process(self, document: IngestDocument) -> None:
        options = self._options
        value = options.value(document, f"extract {self._what} information")
        if value is None:
            return
        database = self._services.databases.get(self._file)
        if database is None:
            if not options.ignores_missing:
                _TAGS.append(document, f"_{self.kind}_database_unavailable_{self._file}", True)
            return
        self._write(document, value, database)

    def _write(self, document: IngestDocument, value: Any, database: IpDatabase) -> None:
        field = self._options.field.text
        if isinstance(value, str):
            found = self._look_up(database, value)
            if found:
                self._options.target.set(document, found)
        elif isinstance(value, list):
            if not all(isinstance(text, str) for text in value):
                raise IllegalArgumentError(f"array in field [{field}] should only contain strings")
            each = [self._look_up(database, text) or None for text in value]
            known = next((found for found in each if found is not None), None)
            if known is not None:
                self._options.target.set(document, known if self._first_only else each)
        else:
            raise IllegalArgumentError(f"field [{field}] should contain only string or array of strings")

    def _look_up(self, database: IpDatabase, text: str) -> dict[str, Any]:
        try:
            _, usual = KINDS[database.kind()]
        except IllegalArgumentError as error:
            raise ParseError(f"{error.reason} for file [{self._file}]") from error
        return database.look_up(parse_address(text), self._properties or usual)

    @property
    def _what(self) -> str:
        return "geoip"


class IpLocationProcessor(GeoIpProcessor):
    """The same under its newer name."""

    kind = "ip_location"

    @property
    def _what(self) -> str:
        return "ip location"


@register("geoip")
def make_geoip(making: Making) -> GeoIpProcessor:
    """Reads {"geoip": {"field": "ip", "database_file": "mine-City.mmdb"}}."""
    return _made(making, GeoIpProcessor, "geoip")


@register("ip_location")
def make_ip_location(making: Making) -> GeoIpProcessor:
    """Reads {"ip_location": {"field": "ip", "database_file": "mine-City.mmdb"}}."""
    return _made(making, IpLocationProcessor, "ip_location")


def _made(making: Making, kind: type[GeoIpProcessor], target: str) -> GeoIpProcessor:
    given = making.configuration
    options = FieldOptions(given, default_target=target)
    file = given.text("database_file") or DEFAULT_FILE
    listed = given.listed("properties")
    first_only = given.flag("first_only", True)
    given.flag("download_database_on_pipeline_creation", True)
    database = making.services.databases.get(file)
    properties = None
    if listed is not None:
        properties = tuple(str(name).upper() for name in listed)
        valid = ALL if database is None else KINDS[database.kind()][0]
        for name, upper in zip(listed, properties, strict=True):
            if upper not in valid:
                shown = ", ".join(valid)
                raise given.fault("properties", f"illegal property value [{name}]. valid values are [{shown}]")
    return kind(options, file, properties, first_only, making.services)
