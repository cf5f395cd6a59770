"""The token filters. Each module registers what it holds by name; importing the package registers all."""

import sys

from findling.analysis.token_filters import graph, stemming
from findling.base.rooms import modules_of

modules_of(sys.modules[__name__], graph, stemming)
