"""`field`: what a hit shows under a name, for `script_fields`."""

from typing import Final

from findling.script.context import Context
from findling.script.contexts.documents import DOC
from findling.script.doc_values.field_api import FIELD_CLASSES, FIELD_FUNCTIONS
from findling.script.types import OBJECT

FIELD: Final = Context("field", OBJECT, DOC, FIELD_CLASSES, FIELD_FUNCTIONS)
