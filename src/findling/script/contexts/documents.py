"""Variables of scripts that look at one document: its values by field, the parameters, and the score."""

from collections.abc import Mapping
from typing import Final

from findling.script.doc_values.field_api import FIELDS
from findling.script.types import DOUBLE, MAP, OBJECT, Type

DOC: Final[Mapping[str, Type]] = {"doc": MAP, "params": MAP, FIELDS: OBJECT}
SCORED: Final[Mapping[str, Type]] = {**DOC, "_score": DOUBLE}
