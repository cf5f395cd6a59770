"""`findling policy test`: unit tests in Rego, with coverage."""

from pathlib import Path
from typing import Any

import click
import orjson

from findling.base.errors import FindlingError
from findling.policy.engine.probe import find_engine_kind
from findling.policy.gatekeeper.go_pattern import go_pattern
from findling.policy.gatekeeper.verify.coverage import Coverage
from findling.policy.gatekeeper.verify.unit_tests import FAILED, SKIPPED, TestResult, UnitTests


@click.command("test")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--run", "-r", "pattern", default="", help="Only tests whose data.PACKAGE.NAME this pattern finds.")
@click.option("--verbose", "-v", is_flag=True, help="Show each test, and what it prints.")
@click.option("--coverage", "-c", "covers", is_flag=True, help="Report the lines that the tests cover, as JSON.")
@click.option("--threshold", "-t", type=float, help="Fail if fewer percent of the lines are covered.")
@click.option("--v0", "is_v0", is_flag=True, help="The modules are written in Rego before 1.0.")
@click.option("--format", "form", type=click.Choice(["pretty", "json"]), default="pretty", show_default=True)
def unit_test(
    paths: tuple[Path, ...],
    pattern: str,
    verbose: bool,
    covers: bool,
    threshold: float | None,
    is_v0: bool,
    form: str,
) -> None:
    """Run the rules `test_...` of the Rego modules in files and folders PATHS.

    A test passes if it is true. Data come from the files data.json and data.yaml of the folders. The exit status is 2
    if a test fails, or if too few lines are covered.
    """
    try:
        tests = UnitTests.read(paths, is_v0)
        coverage = Coverage(tests.line) if covers or threshold is not None else None
        results = list(tests.run(find_engine_kind(), go_pattern(pattern), coverage))
    except (FindlingError, OSError, ValueError) as error:
        raise click.ClickException(error.reason if isinstance(error, FindlingError) else str(error)) from error
    if coverage is not None:
        click.echo(orjson.dumps(coverage.as_json(), option=orjson.OPT_INDENT_2).decode())
    elif form == "json":
        click.echo(orjson.dumps([_as_json(one) for one in results], option=orjson.OPT_INDENT_2).decode())
    else:
        _show(results, verbose)
    too_little = threshold is not None and coverage is not None and coverage.percent < threshold
    if too_little and coverage is not None:
        click.echo(f"code coverage threshold not met: got {coverage.percent:.2f} instead of {threshold:.2f}", err=True)
    if too_little or any(one.is_bad for one in results):
        raise SystemExit(2)


def _show(results: list[TestResult], verbose: bool) -> None:
    file = ""
    for one in results:
        if not (verbose or one.is_bad):
            continue
        if one.file != file:
            file = one.file
            click.echo(f"{file}:")
        click.echo(f"data.{one.package}.{one.name}: {one.outcome} ({one.seconds * 1000:.3f}ms)")
        if one.message:
            click.echo(f"  {one.message}")
        for text, place in one.prints if verbose or one.outcome == FAILED else ():
            click.echo(f"  {place}: {text}")
    if any(one.is_bad or verbose for one in results):
        click.echo("-" * 80)
    counts: dict[str, int] = {}
    for one in results:
        counts[one.outcome] = counts.get(one.outcome, 0) + 1
    for outcome in sorted(counts, key=("PASS", "FAIL", "ERROR", SKIPPED).index):
        click.echo(f"{outcome}: {counts[outcome]}/{len(results)}")


def _as_json(result: TestResult) -> dict[str, Any]:
    """Returns a result as `opa test --format json` has it."""
    shown: dict[str, Any] = {
        "location": {"file": result.file},
        "package": f"data.{result.package}",
        "name": result.name,
        "duration": round(result.seconds * 1_000_000_000),
    }
    if result.outcome != "PASS":
        shown[{"FAIL": "fail", "ERROR": "error", SKIPPED: "skip"}[result.outcome]] = result.message or True
    return shown
