"""Checks the mapping of dynamic templates as soon as they are put, not when the first document needs one."""

import json
from collections.abc import Iterable
from typing import Any

from findling.base.errors import FindlingError, IllegalArgumentError, MapperParsingError
from findling.base.work.current import checked
from findling.mapping.definition import parse_node
from findling.mapping.dynamic_template import DynamicTemplate
from findling.mapping.field_type import TypeContext
from findling.mapping.runtime.runtime_fields import TYPES, parse_runtime


def check_templates(templates: Iterable[DynamicTemplate], context: TypeContext) -> None:
    """Raises MapperParsingError for a template that makes no valid field of any JSON type it is for."""
    for template in checked(templates, 100):
        if "{name}" not in json.dumps(template.mapping):  # names cannot be guessed
            _check(template, context)


def _check_runtime(name: str, definition: dict[str, Any]) -> None:
    if definition["type"] not in TYPES:
        raise IllegalArgumentError(f"No runtime field found for type [{definition['type']}]")
    parse_runtime({name: definition})


def _check(template: DynamicTemplate, context: TypeContext) -> None:
    problem: FindlingError | None = None
    for json_type in template.json_types:
        try:
            name = f"__dynamic__{template.name}"
            if template.computed:
                _check_runtime(name, template.definition_for(name, json_type))
            else:
                parse_node(name, template.definition_for(name, json_type), context)
        except FindlingError as error:
            problem = error
        else:
            return
    if problem is not None:
        content = json.dumps(template.definition(), separators=(",", ":"), ensure_ascii=False)
        kind = IllegalArgumentError if template.computed else MapperParsingError
        raise kind(
            f"dynamic template [{template.name}] has invalid content [{content}], attempted to validate it with the "
            f"following match_mapping_type: [{', '.join(template.json_types)}]"
        ) from problem
