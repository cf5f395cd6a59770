"""What is wrong with templates, constraints and resources, in Gatekeeper's words.

InvalidObjectError              invalid_object_exception            400   no object of Kubernetes, or of the wrong kind
├── InvalidTemplateError        invalid_template_exception          400   errors: code, message, location of each
├── InvalidConstraintError      invalid_constraint_exception        400
│   └── ParametersError         invalid_parameters_exception        400   refused by the template's schema
└── InvalidExpansionError       invalid_expansion_exception         400
MissingTemplateError            missing_template_exception          400   a constraint without its template
ObjectNotFoundError             object_not_found_exception          404
AuditRunningError               audit_running_exception             409
MatchError                                                                whether a constraint matches cannot be said
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import ClassVar

from findling.base.errors import FindlingError


@dataclass(frozen=True, slots=True)
class TemplateProblem:
    """One entry of a template's status. location: "rego:LINE:COLUMN", "libs[0]:LINE:COLUMN", or ""."""

    code: str
    message: str
    location: str = ""


class InvalidObjectError(FindlingError):
    """What came is no object that is known here."""

    type: ClassVar[str] = "invalid_object_exception"
    status: ClassVar[int] = 400


class InvalidTemplateError(InvalidObjectError):
    """A ConstraintTemplate that cannot be used."""

    type: ClassVar[str] = "invalid_template_exception"

    def __init__(self, message: str, problems: Sequence[TemplateProblem] = ()) -> None:
        self.problems = tuple(problems) or (TemplateProblem("create_error", message),)
        super().__init__(f"invalid ConstraintTemplate: {message}", errors=[asdict(one) for one in self.problems])


class InvalidConstraintError(InvalidObjectError):
    """A constraint that cannot be used."""

    type: ClassVar[str] = "invalid_constraint_exception"

    def __init__(self, message: str) -> None:
        super().__init__(f"invalid Constraint: {message}")


class ParametersError(InvalidObjectError):
    """A constraint that its template's schema refuses."""

    type: ClassVar[str] = "invalid_parameters_exception"

    def __init__(self, message: str) -> None:
        super().__init__(f"schema validation failed: {message}")


class InvalidExpansionError(InvalidObjectError):
    """An ExpansionTemplate that cannot be used."""

    type: ClassVar[str] = "invalid_expansion_exception"


class MissingTemplateError(FindlingError):
    """A constraint of a template that is not there."""

    type: ClassVar[str] = "missing_template_exception"
    status: ClassVar[int] = 400

    def __init__(self, name: str) -> None:
        super().__init__(f'missing ConstraintTemplate: template "{name}" not found')


class ObjectNotFoundError(FindlingError):
    """There is no such template, constraint, resource or configuration."""

    type: ClassVar[str] = "object_not_found_exception"
    status: ClassVar[int] = 404

    def __init__(self, plural: str, name: str) -> None:
        super().__init__(f'{plural} "{name}" not found')


class AuditRunningError(FindlingError):
    """An audit is asked for while another one runs."""

    type: ClassVar[str] = "audit_running_exception"
    status: ClassVar[int] = 409


class MatchError(Exception):
    """Whether a constraint matches cannot be decided: it counts as violated."""
