"""What a case of a suite expects of the violations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from findling.policy.gatekeeper.errors import InvalidObjectError
from findling.policy.gatekeeper.go_pattern import go_pattern


@dataclass(frozen=True, slots=True)
class Assertion:
    """How many violations there are whose message fits.

    violations: "yes", "no" or a number; message: a pattern of RE2, None: all messages fit
    """

    violations: str | int
    message: Any

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> "Assertion":
        """Reads an assertion. Raises InvalidObjectError."""
        wanted = body.get("violations", "yes")
        if isinstance(wanted, bool):  # of a reader of YAML 1.1
            wanted = "yes" if wanted else "no"
        if wanted not in ("yes", "no") and not (isinstance(wanted, int) and wanted >= 0):
            raise InvalidObjectError('assertion.violation, if set, must be a nonnegative integer, "yes", or "no"')
        message = body.get("message")
        try:
            return cls(wanted, None if message is None else go_pattern(message))
        except (ValueError, TypeError) as error:
            raise InvalidObjectError(f"message contains invalid regular expression: {error}") from error

    def problem(self, messages: Sequence[str]) -> str:
        """Returns what is not as expected, "" if all is."""
        count = sum(self.message is None or self.message.search(one) is not None for one in messages)
        if self._holds(count):
            return ""
        of = "" if self.message is None else f' containing "{self.message.pattern}"'
        wanted = {"yes": "at least 1", "no": "none"}.get(str(self.violations), f"exactly {self.violations}")
        return (
            f"unexpected number of violations: got {count} violations{of} but want {wanted}: "
            f"got messages [{' '.join(messages)}]"
        )

    def _holds(self, count: int) -> bool:
        if isinstance(self.violations, str):
            return (count > 0) is (self.violations == "yes")
        return count == self.violations
