"""function: a Python function of the server itself."""

from collections.abc import Mapping
from typing import Any

from findling.inference.functions import find_function
from findling.inference.provider import TASK_TYPES, Provider
from findling.inference.service import Service, Setting, register


@register
class FunctionService(Service):
    """Calls a function that whoever runs the server has registered."""

    name = "function"
    title = "Python function"
    tasks = TASK_TYPES
    settings = (
        Setting("function", is_required=True, description="Name under which the function is registered."),
        Setting("dimensions", int, description="Numbers in a vector."),
        Setting("similarity", description="How vectors are compared."),
    )

    def provider(self, task_type: str, settings: Mapping[str, Any], task_settings: Mapping[str, Any]) -> Provider:
        return find_function(settings["function"])
