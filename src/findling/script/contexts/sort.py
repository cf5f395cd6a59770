"""`number_sort` and `string_sort`: the value that a document is sorted by."""

from typing import Final

from findling.script.context import Context
from findling.script.contexts.documents import SCORED
from findling.script.doc_values.field_api import FIELD_CLASSES, FIELD_FUNCTIONS
from findling.script.types import DOUBLE, OBJECT, STRING

NUMBER_SORT: Final = Context("number_sort", DOUBLE, SCORED, FIELD_CLASSES, FIELD_FUNCTIONS)
STRING_SORT: Final = Context("string_sort", STRING, SCORED, FIELD_CLASSES, FIELD_FUNCTIONS)
BYTESREF_SORT: Final = Context("bytesref_sort", OBJECT, SCORED, FIELD_CLASSES, FIELD_FUNCTIONS)
