"""`terms_set`: how many of its terms a document has to have."""

from typing import Final

from findling.script.context import Context
from findling.script.contexts.documents import DOC
from findling.script.doc_values.field_api import FIELD_CLASSES, FIELD_FUNCTIONS
from findling.script.types import NUMBER

TERMS_SET: Final = Context("terms_set", NUMBER, DOC, FIELD_CLASSES, FIELD_FUNCTIONS)
