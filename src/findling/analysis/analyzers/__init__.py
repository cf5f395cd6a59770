"""The built-in analyzers. Each module registers what it holds by name; importing the package registers all."""

import sys

from findling.base.rooms import modules_of

modules_of(sys.modules[__name__])
