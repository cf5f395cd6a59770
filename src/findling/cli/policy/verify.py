"""`findling policy verify`: suites of gator."""

import time
from contextlib import closing
from pathlib import Path

import click

from findling.base.errors import FindlingError
from findling.policy.engine.probe import find_engine_kind
from findling.policy.gatekeeper.verify.filter import SuiteFilter
from findling.policy.gatekeeper.verify.runner import Result, Runner
from findling.policy.gatekeeper.verify.suite import Suite, suites_of

_BELOW = "..."


@click.command("verify")
@click.argument("paths", nargs=-1, required=True)
@click.option("--run", "-r", "names", default="", help="Only these: a pattern of tests and cases, or TEST//CASE.")
@click.option("--verbose", "-v", is_flag=True, help="Show each test and case.")
def verify(paths: tuple[str, ...], names: str, verbose: bool) -> None:
    """Run the suites of files and folders PATHS; FOLDER/... means all folders below it too.

    The exit status is 1 if a case fails.
    """
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    try:
        suites = [suite for path in paths for suite in _suites(path)]
        with closing(Runner(find_engine_kind(), SuiteFilter.parse(names))) as runner:
            for suite in suites:
                _run(runner, suite, counts, verbose)
    except (FindlingError, OSError) as error:
        raise click.ClickException(error.reason if isinstance(error, FindlingError) else str(error)) from error
    click.echo(f"{'FAIL' if counts['failed'] else 'PASS'}: " + ", ".join(f"{n} {what}" for what, n in counts.items()))
    if counts["failed"]:
        raise SystemExit(1)


def _run(runner: Runner, suite: Suite, counts: dict[str, int], verbose: bool) -> None:
    started = time.perf_counter()
    results = list(runner.run(suite))
    for result in results:
        counts["failed" if result.problem else "skipped" if result.is_skipped else "passed"] += 1
        _show(result, verbose)
    outcome = "FAIL" if any(result.problem for result in results) else "ok"
    click.echo(f"{outcome}\t{suite.path}\t{time.perf_counter() - started:.3f}s")


def _suites(path: str) -> list[Suite]:
    is_recursive = path.endswith(_BELOW)
    return list(suites_of(Path(path.removesuffix(_BELOW) or "."), is_recursive))


def _show(result: Result, verbose: bool) -> None:
    title = f"{result.test}/{result.case}" if result.case else result.test
    if result.problem:
        click.echo(f"    --- FAIL: {title}\n        {result.problem}")
    elif verbose:
        click.echo(f"    --- {'SKIP' if result.is_skipped else 'PASS'}: {title}")
