"""The field types, one module per type or family of types; importing this package registers them all."""

import sys

from findling.base.rooms import modules_of
from findling.mapping.types import geo, metrics, objects, vectors

modules_of(sys.modules[__name__], geo, metrics, objects, vectors)
