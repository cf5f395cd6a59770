"""Wagtail's tests of its Elasticsearch backend, and those of the package modelsearch, where its search lives."""

from tests.programs.conftest import Run, installed
from tests.programs.suites import FAILED, checkout, unittest_count, unittest_failures

KNOWN_FAILURES: set[str] = set()  # only ever shrinks
WAGTAIL = (
    "wagtail.tests.test_page_search",
    "wagtail.documents.tests.test_search",
    "wagtail.images.tests.test_models.TestIssue613",
)
WAGTAIL_TESTS = 18
MODELSEARCH_TESTS = 350


def test_wagtail(url: str, run: Run) -> None:
    output = run(
        [installed("wagtail", "bin", "python"), "-W", "ignore", "-m", "django", "test", "--noinput", *WAGTAIL],
        accepted=FAILED,
        DJANGO_SETTINGS_MODULE="wagtail.test.settings",
        ELASTICSEARCH_URL=url,
        ELASTICSEARCH_VERSION="9",
    )
    assert unittest_failures(output) == KNOWN_FAILURES, output
    assert unittest_count(output) >= WAGTAIL_TESTS, output


def test_modelsearch(url: str, run: Run) -> None:
    python = installed("wagtail", "bin", "python")
    output = run(
        [python, "-B", "-W", "ignore", "-m", "django", "test", "--noinput", "modelsearch"],
        timeout_s=600,
        accepted=FAILED,
        PYTHONPATH=str(checkout("MODELSEARCH", "github.com/wagtail/django-modelsearch")),
        DJANGO_SETTINGS_MODULE="modelsearch.test.settings",
        SEARCH_BACKEND="elasticsearch9",
        ELASTICSEARCH_URL=url,
    )
    assert unittest_failures(output) == KNOWN_FAILURES, output
    assert unittest_count(output) >= MODELSEARCH_TESTS, output
