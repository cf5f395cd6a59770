"""The console: a page that speaks to the server by its public API only."""

from importlib.resources import files
from typing import Final

from findling.rest.pages.built_page import BuiltPage

PATH: Final = "/_console/"
_POLICY: Final = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
MEANWHILE: Final = "All that it shows can be had of the REST API itself."
CONSOLE: Final = BuiltPage(
    "The console", files("findling.rest.pages") / "console", "python setup.py build_console", _POLICY
)
