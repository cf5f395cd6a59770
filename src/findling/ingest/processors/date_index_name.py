"""date_index_name: documents go to the index of their date."""

from __future__ import annotations

from typing import Final

from findling.base.dates.zone import Zone
from findling.base.java_values import shown
from findling.ingest.dates import known_zone, parse_date
from findling.ingest.document import INDEX, IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.processor import Making, Processor, register
from findling.ingest.templates import TextTemplate, text_template
from findling.mapping.dates import date_formatter

DEFAULT_FORMAT: Final = "yyyy-MM-dd'T'HH:mm:ss.SSSXX"


class DateIndexNameProcessor(Processor):
    """Makes a name with date maths of a document's date."""

    kind = "date_index_name"

    def __init__(self, field: FieldPath, formats: list[str], zone: Zone, locale: str, **parts: TextTemplate) -> None:
        self._field = field
        self._formats = formats
        self._zone = zone
        self._locale = locale
        self._parts = parts

    def process(self, document: IngestDocument) -> None:
        value = self._field.get(document)
        text = None if value is None else shown(value)
        moment = parse_date(text, self._formats, self._zone.id, self._locale)
        prefix, rounding, form = (self._parts[name].render(document) for name in ("prefix", "rounding", "form"))
        date = date_formatter(form).formats[0].format(moment.epoch_s, moment.nanos, self._zone)
        document.set_metadata(INDEX, f"<{prefix}{{{date}||/{rounding}{{{form}|{self._zone.id}}}}}>")


@register("date_index_name")
def make_date_index_name(making: Making) -> DateIndexNameProcessor:
    """Reads {"date_index_name": {"field": "time", "index_name_prefix": "logs-", "date_rounding": "M"}}."""
    given = making.configuration
    locale = given.text("locale") or "en"
    zone_name = given.text("timezone")
    zone = known_zone(zone_name or "UTC")
    formats = given.listed("date_formats") or [DEFAULT_FORMAT]
    field = given.required_text("field")
    parts = {
        "prefix": _template(making, "index_name_prefix", given.text("index_name_prefix") or ""),
        "rounding": _template(making, "date_rounding", given.required_text("date_rounding")),
        "form": _template(making, "index_name_format", given.text("index_name_format") or "yyyy-MM-dd"),
    }
    return DateIndexNameProcessor(field_path(field), formats, zone, locale, **parts)


def _template(making: Making, name: str, text: str) -> TextTemplate:
    return text_template(making.configuration, name, text, making.services.scripts)
