"""kv: texts such as `a=1 b=2` become fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.base.java_pattern import compile_java
from findling.base.matching import JavaPattern
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import field_path
from findling.ingest.processor import Making, Processor, register
from findling.ingest.splitting import Splitter
from findling.ingest.templates import TextTemplate, text_template

_BRACKETS: Final = re.compile(r"^[(\[<\"']|[\])>\"']\Z")


@dataclass(frozen=True, slots=True)
class KvOptions:
    """How pairs are told apart. included, excluded: keys; None: no such rule"""

    field_split: Splitter
    value_split: Splitter
    included: frozenset[str] | None
    excluded: frozenset[str] | None
    trim_key: JavaPattern | None
    trim_value: JavaPattern | None
    strips_brackets: bool
    prefix: str


class KvProcessor(Processor):
    """Splits a text into pairs, and pairs into keys and values."""

    kind = "kv"

    def __init__(
        self, field: TextTemplate, target: TextTemplate | None, ignores_missing: bool, options: KvOptions
    ) -> None:
        self._field = field
        self._target = target
        self._ignores_missing = ignores_missing
        self._options = options

    def process(self, document: IngestDocument) -> None:
        target = "" if self._target is None else self._target.render(document)
        prefix = f"{target}.{self._options.prefix}" if target else self._options.prefix
        name = self._field.render(document)
        if not name or not field_path(name).has(document, True):
            if self._ignores_missing:
                return
            raise IllegalArgumentError(f"field [{name}] doesn't exist")
        text = field_path(name).get_as(document, str, self._ignores_missing)
        if text is None:
            if self._ignores_missing:
                return
            raise IllegalArgumentError(f"field [{name}] is null, cannot extract key-value pairs.")
        for part in self._options.field_split.split(text):
            self._take(document, name, part, prefix)

    def _take(self, document: IngestDocument, name: str, part: str, prefix: str) -> None:
        options = self._options
        pair = options.value_split.split(part, 2)
        if len(pair) != 2:
            raise IllegalArgumentError(f"field [{name}] does not contain value_split [{options.value_split.source}]")
        key = _trimmed(options.trim_key, pair[0])
        if options.included is not None and key not in options.included:
            return
        if options.excluded is not None and key in options.excluded:
            return
        value = _BRACKETS.sub("", pair[1]) if options.strips_brackets else pair[1]
        path = field_path(prefix + key)
        value = _trimmed(options.trim_value, value)
        if path.has(document):
            path.append(document, value)
        else:
            path.set(document, value)


def _trimmed(pattern: JavaPattern | None, text: str) -> str:
    return text if pattern is None else pattern.sub(lambda found: "", text)


@register("kv")
def make_kv(making: Making) -> KvProcessor:
    """Reads {"kv": {"field": "message", "field_split": " ", "value_split": "="}}."""
    given, scripts = making.configuration, making.services.scripts
    field = text_template(given, "field", given.required_text("field"), scripts)
    target = given.text("target_field")
    target_template = None if target is None else text_template(given, "target_field", target, scripts)
    field_split, value_split = given.required_text("field_split"), given.required_text("value_split")
    trim_key, trim_value = given.text("trim_key"), given.text("trim_value")
    prefix, strips_brackets = given.text("prefix") or "", given.flag("strip_brackets")
    included, excluded = given.listed("include_keys"), given.listed("exclude_keys")
    options = KvOptions(
        _splitter(field_split),
        _splitter(value_split),
        None if included is None else frozenset(included),
        None if excluded is None else frozenset(excluded),
        _trim_pattern(trim_key),
        _trim_pattern(trim_value),
        strips_brackets,
        prefix,
    )
    return KvProcessor(field, target_template, given.flag("ignore_missing"), options)


def _splitter(source: str) -> Splitter:
    """Returns a splitter; of one letter it is found out later whether it is any."""
    splitter = Splitter(source)
    if len(source) > 2 or (len(source) == 2 and source[0] != "\\"):
        splitter.check()
    return splitter


def _trim_pattern(letters: str | None) -> JavaPattern | None:
    return None if letters is None else compile_java(f"(^([{letters}]+))|([{letters}]+$)")
