"""Checks the mapping of dynamic templates as soon as they are put, not when the first document needs one."""

import json
from collections.abc import Iterable

from findling.base.errors import FindlingError, MapperParsingError
from findling.mapping.definition import parse_node
from findling.mapping.dynamic_template import DynamicTemplate
from findling.mapping.field_type import TypeContext


def check_templates(templates: Iterable[DynamicTemplate], context: TypeContext) -> None:
    """Raises MapperParsingError for a template that makes no valid field of any JSON type it is for."""
    for template in templates:
        if "{name}" not in json.dumps(template.mapping):  # names cannot be guessed
            _check(template, context)


def _check(template: DynamicTemplate, context: TypeContext) -> None:
    problem: FindlingError | None = None
    for json_type in template.json_types:
        try:
            name = f"__dynamic__{template.name}"
            parse_node(name, template.definition_for(name, json_type), context)
        except FindlingError as error:
            problem = error
        else:
            return
    if problem is not None:
        content = json.dumps(template.definition(), separators=(",", ":"), ensure_ascii=False)
        raise MapperParsingError(
            f"dynamic template [{template.name}] has invalid content [{content}], attempted to validate it with the "
            f"following match_mapping_type: [{', '.join(template.json_types)}]"
        ) from problem
