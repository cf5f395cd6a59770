"""`filter`: whether a document matches, for the query `script`."""

from typing import Final

from findling.script.context import Context
from findling.script.contexts.documents import DOC
from findling.script.doc_values.field_api import FIELD_CLASSES, FIELD_FUNCTIONS
from findling.script.types import BOOLEAN

FILTER: Final = Context("filter", BOOLEAN, DOC, FIELD_CLASSES, FIELD_FUNCTIONS)
