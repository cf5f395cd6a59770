"""date: a text of a date becomes one of the format that mappings expect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from findling.base.dates.zone import UTC_ZONE, zone_of
from findling.base.errors import IllegalArgumentError
from findling.base.java_values import shown
from findling.ingest.dates import ISO, parse_date
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.processor import Failures, Making, Processor, register
from findling.ingest.templates import TextTemplate, text_template
from findling.mapping.dates import DateFormatter, date_formatter

DEFAULT_OUTPUT: Final = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"
_EPOCH_NAMES: Final = ("UNIX", "UNIX_MS", "TAI64N")
_FEW: Final = 16
"""Documents; below, columns are no quicker."""


class DateProcessor(Processor):
    """Reads a date by the first format that takes it, and writes it in another.

    zone: of texts that name none, and of what is written; None for UTC
    """

    kind = "date"

    def __init__(
        self,
        field: FieldPath,
        target: FieldPath,
        formats: list[str],
        zone: TextTemplate | None,
        locale: TextTemplate | None,
        output: str,
    ) -> None:
        self._field = field
        self._target = target
        self._formats = formats
        self._zone = zone
        self._locale = locale
        self._output = date_formatter(output).formats[0]
        self._columns = self._column_formatter(output)

    def process(self, document: IngestDocument) -> None:
        value = self._field.get(document)
        text = None if value is None else shown(value)
        zone = None if self._zone is None else self._zone.render(document)
        locale = "en" if self._locale is None else self._locale.render(document)
        moment = parse_date(text, self._formats, zone, locale)
        shown_zone = UTC_ZONE if zone is None else zone_of(zone)
        self._target.set(document, self._output.format(moment.epoch_s, moment.nanos, shown_zone))

    def process_all(self, documents: Sequence[IngestDocument]) -> Failures:
        name, target = self._field.plain, self._target.plain
        if self._columns is None or name is None or target is None or len(documents) < _FEW:
            return super().process_all(documents)
        values = [document.source.get(name) for document in documents]
        texts = [value for value in values if isinstance(value, str)]
        if len(texts) < len(values):
            return super().process_all(documents)
        millis = self._columns.parse_column(texts)
        if millis is None:
            return super().process_all(documents)
        made = np.datetime_as_string(millis.astype("datetime64[ms]"), timezone="UTC").tolist()
        for document, text in zip(documents, made, strict=True):
            document.source[target] = text
        return {}

    def _column_formatter(self, output: str) -> DateFormatter | None:
        """Returns what reads whole columns; None if this takes more than UTC, the first format and the usual output."""
        first = self._formats[0] if self._formats else ""
        if self._zone is not None or self._locale is not None or output != DEFAULT_OUTPUT or first in _EPOCH_NAMES:
            return None
        try:
            return date_formatter("iso8601" if first == ISO else first.removeprefix("8"))
        except IllegalArgumentError:
            return None


@register("date")
def make_date(making: Making) -> DateProcessor:
    """Reads {"date": {"field": "time", "formats": ["dd/MM/yyyy", "ISO8601"], "timezone": "Europe/Berlin"}}."""
    given = making.configuration
    field = given.required_text("field")
    target = given.text("target_field") or "@timestamp"
    zone, locale = _template(making, "timezone"), _template(making, "locale")
    formats = [str(name) for name in given.required_list("formats")]
    output = given.text("output_format") or DEFAULT_OUTPUT
    try:
        date_formatter(output)
    except IllegalArgumentError as error:
        fault = IllegalArgumentError(f"invalid output format [{output}]")
        raise fault from error
    return DateProcessor(field_path(field), field_path(target), formats, zone, locale, output)


def _template(making: Making, name: str) -> TextTemplate | None:
    text = making.configuration.text(name)
    return None if text is None else text_template(making.configuration, name, text, making.services.scripts)
