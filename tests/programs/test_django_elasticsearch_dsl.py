"""The suite of django-elasticsearch-dsl, which its packages do not bring along whole."""

import pytest

from tests.programs.conftest import Run, installed
from tests.programs.suites import FAILED, checkout, unittest_count, unittest_failures

# With Celery the library imports a document by the name of its class alone and finds no module: beside a real
# Elasticsearch too. Only ever shrinks.
TESTS_OF = "tests.test_integration.IntegrationTestCase."
KNOWN_FAILURES: dict[str, set[str]] = {
    "realtime": set(),
    "celery": {
        TESTS_OF + "test_m2m_related_docs_are_updated",
        TESTS_OF + "test_related_docs_are_updated",
        TESTS_OF + "test_related_docs_with_prepare_are_updated",
    },
}
TESTS = 109


@pytest.mark.parametrize("processor", KNOWN_FAILURES)
def test_its_suite(url: str, run: Run, processor: str) -> None:
    python = installed("django-elasticsearch-dsl", "bin", "python")
    suite = checkout("DJANGO_ELASTICSEARCH_DSL", "github.com/django-es/django-elasticsearch-dsl")
    output = run(
        [python, "-B", suite / "runtests.py", f"--signal-processor={processor}"],
        accepted=FAILED,
        ELASTICSEARCH_URL=url,
        ELASTICSEARCH_USERNAME="elastic",
        ELASTICSEARCH_PASSWORD="ignored",
    )
    assert unittest_failures(output) == KNOWN_FAILURES[processor], output
    assert unittest_count(output) >= TESTS, output
