"""Runs suites of gator."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from findling.base.errors import FindlingError
from findling.policy.engine.forbidden import Parser
from findling.policy.engine.protocol import EngineKind, Sources
from findling.policy.gatekeeper.enforcement import GATOR
from findling.policy.gatekeeper.errors import InvalidObjectError, ParametersError
from findling.policy.gatekeeper.framework import Framework
from findling.policy.gatekeeper.objects import JsonObject, kind_of
from findling.policy.gatekeeper.review import Review, review_of_object, review_of_request
from findling.policy.gatekeeper.verify.filter import SuiteFilter
from findling.policy.gatekeeper.verify.suite import Case, Suite, Test, assertions_of, object_of, objects_of


@dataclass(frozen=True, slots=True)
class Result:
    """How a test or a case went. case: "" for a test as a whole; problem: "" if it passed"""

    test: str
    case: str = ""
    problem: str = ""
    is_skipped: bool = False


class Runner:
    """Runs the tests of suites, each in a framework of its own; `close` at the end.

    kind: of engine; names: which tests and cases
    """

    def __init__(self, kind: EngineKind, names: SuiteFilter) -> None:
        self._kind = kind
        self._names = names
        self._parser = Parser(kind)

    def close(self) -> None:
        """Frees what is kept from suite to suite."""
        self._parser.close()

    def run(self, suite: Suite) -> Iterator[Result]:
        """Yields how the cases of a suite went, and the tests that have none or that cannot be set up."""
        for test in suite.tests:
            if suite.skip or test.skip or not self._names.has_test(test.name, [one.name for one in test.cases]):
                yield Result(test.name, is_skipped=True)
                continue
            yield from self._run_test(suite.path.parent, test)

    def _run_test(self, folder: Path, test: Test) -> Iterator[Result]:
        try:
            with closing(self._framework(folder, test)):
                problem = "constraint should have failed schema validation" if test.is_invalid else ""
        except (FindlingError, OSError) as error:
            problem = "" if test.is_invalid and isinstance(error, ParametersError) else _told(error)
        if problem or test.is_invalid or not test.cases:
            yield Result(test.name, problem=problem)
            return
        for case in test.cases:
            if case.skip or not self._names.has_case(test.name, case.name):
                yield Result(test.name, case.name, is_skipped=True)
            else:
                yield Result(test.name, case.name, self._problem(folder, test, case))

    def _problem(self, folder: Path, test: Test, case: Case) -> str:
        try:
            assertions = assertions_of(case)
            with closing(self._framework(folder, test)) as framework:
                review = _review(object_of(folder / case.object))
                for path in case.inventory:
                    for body in objects_of(folder / path):
                        framework.inventory.put(body)
                messages = [one.message for one in framework.review(review, GATOR)]
        except (FindlingError, OSError) as error:
            return _told(error)
        return next(filter(None, (one.problem(messages) for one in assertions)), "")

    def _check(self, sources: Sources) -> None:
        """Refuses what the server refuses."""
        self._kind.load(sources).close()
        self._parser.refuse(sources.modules)

    def _framework(self, folder: Path, test: Test) -> Framework:
        for part, path in (("template", test.template), ("constraint", test.constraint)):
            if not path:
                raise InvalidObjectError(f"invalid Suite: missing {part}")
        framework = Framework(lambda: self._kind, self._check)
        try:
            framework.put_template(object_of(folder / test.template))
            framework.put_constraint(object_of(folder / test.constraint))
            for body in objects_of(folder / test.expansion) if test.expansion else ():
                framework.put_expansion(body)
        except BaseException:
            framework.close()
            raise
        return framework


def _review(body: JsonObject) -> Review:
    if (kind_of(body).group, kind_of(body).kind) != ("admission.k8s.io", "AdmissionReview"):
        return review_of_object(body)
    request = body.get("request")
    if not isinstance(request, dict):
        raise InvalidObjectError("request did not actually pass in an AdmissionRequest")
    if request.get("object") is None and request.get("oldObject") is None:
        raise InvalidObjectError('AdmissionRequest does not contain an "object" or "oldObject" to review')
    return review_of_request(request)


def _told(error: Exception) -> str:
    return error.reason if isinstance(error, FindlingError) else str(error)
