"""Which tests and cases of a suite are run."""

from dataclasses import dataclass
from typing import Any

from findling.policy.gatekeeper.errors import InvalidObjectError
from findling.policy.gatekeeper.go_pattern import go_pattern


@dataclass(frozen=True, slots=True)
class SuiteFilter:
    """Patterns of tests and of cases; with `is_either`, one that fits the name of a case or of its test."""

    test: Any
    case: Any
    is_either: bool

    @classmethod
    def parse(cls, text: str) -> "SuiteFilter":
        """Reads TEST//CASE, or one pattern for both. Raises InvalidObjectError."""
        parts = text.split("//")
        if len(parts) > 2:
            raise InvalidObjectError('invalid test filter: a filter may include at most one "//"')
        try:
            return cls(go_pattern(parts[0]), go_pattern(parts[-1]), len(parts) == 1)
        except ValueError as error:
            raise InvalidObjectError(f"invalid test filter: {error}") from error

    def has_case(self, test: str, case: str) -> bool:
        """Whether a case is run."""
        in_test, in_case = self.test.search(test) is not None, self.case.search(case) is not None
        return in_test or in_case if self.is_either else in_test and in_case

    def has_test(self, test: str, cases: list[str]) -> bool:
        """Whether a test is run, with these cases."""
        if self.test.search(test) is not None:
            return True
        return self.is_either and any(self.has_case(test, case) for case in cases)
