"""What Lambda calls. The service is made when this module is imported: that is the start of an environment.

FINDLING_PLACE          where the indices are published: s3://bucket/path
FINDLING_PLACE_EVERY_S  how often to look there for what is newer, at most, with a request
FINDLING_DATA           folder of copies, /tmp/findling by default
FINDLING_SPACE_MB       room for an index there; of larger ones sources stay at the place; what the disk has by default
FINDLING_SLOW_LOG       place where slow logs become objects: s3://bucket/path
FINDLING_FUNCTIONS      modules with functions for events, separated by commas
FINDLING_CORS_ORIGINS   see the option cors_origins of the server
"""

from findling.serverless.cold_start import finish

# isort: split

import importlib
import logging
import os
from typing import Any, Final

from findling.serverless.events.records import Event
from findling.serverless.events.routes import ROUTES
from findling.serverless.http.request import http_event
from findling.serverless.service import SearchService

_FUNCTIONS: Final = "FINDLING_FUNCTIONS"
_MODULES: Final = os.environ.get(_FUNCTIONS, "").split(",")
logging.getLogger("findling").setLevel(logging.INFO)  # Lambda's own is WARNING
SERVICE: Final = SearchService(os.environ, at_once=not any(_MODULES))
"""A function of events may never be asked to search: it brings no copies before it is."""
ROUTES.warm = SERVICE.refresh
for _module in filter(None, _MODULES):
    importlib.import_module(_module.strip())
finish()


def lambda_handler(event: Event, context: Any) -> Any:
    """Answers an event: HTTP by the service, others by the functions that are registered for them."""
    request = http_event(event)
    return ROUTES.dispatch(event, context) if request is None else SERVICE(request)
