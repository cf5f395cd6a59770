"""Asks OPA's own test cases of the engines that evaluate Rego here: python -m tools.policy_conformance CASES.

CASES: a folder of cases in JSON or YAML, as a checkout of OPA has them (v1/test/cases/testdata), or of another project
that carries them. Cases of Rego before 1.0 (--v0, or a folder "v0" in the path) are rewritten first. A case has
modules, data, an input and a query, and wants bindings or an error. Each is asked in a process that can be ended.
"""

import argparse
import json
import multiprocessing
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from findling.base.errors import FindlingError
from findling.policy.engine.opa import OpaKind
from findling.policy.engine.protocol import NO_INPUT, EngineKind, Row, Sources
from findling.policy.engine.regorus import RegorusKind
from findling.policy.rego_v0 import convert

KINDS: Final[dict[str, type[OpaKind] | type[RegorusKind]]] = {"opa": OpaKind, "regorus": RegorusKind}
PATIENCE_S: Final = 20


@dataclass(frozen=True)
class Verdict:
    """What became of a case. wants_error: whether it is one of those that fail by intention"""

    note: str
    outcome: str
    wants_error: bool
    detail: str = ""


def cases(folder: Path) -> Iterator[dict[str, Any]]:
    """Yields the cases below a folder."""
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".json", ".yaml", ".yml"):
            continue
        text = path.read_text(encoding="utf-8")
        found = json.loads(text) if text.lstrip().startswith("{") else yaml.safe_load(text)
        yield from (found.get("cases") or ()) if isinstance(found, dict) else ()


def judged(case: Mapping[str, Any], engine: str, is_v0: bool) -> Verdict:
    """Returns what becomes of a case."""
    wants_error = bool(case.get("want_error") or case.get("want_error_code"))
    note = str(case.get("note"))
    try:
        rows = _asked(case, KINDS[engine](), is_v0)
    except (FindlingError, ValueError) as error:
        return Verdict(note, "pass" if wants_error else "error", wants_error, str(error)[:200])
    if wants_error:
        return Verdict(note, "no error", wants_error, str(case.get("want_error") or case.get("want_error_code"))[:200])
    if case.get("want_defined") is not None:
        return Verdict(note, "pass" if bool(rows) == case["want_defined"] else "wrong", wants_error)
    wanted, sorts = case.get("want_result") or [], bool(case.get("sort_bindings"))
    got = _normal([row.bindings for row in rows], sorts)
    is_false = not wanted and all(expression.get("value") is False for row in rows for expression in row.expressions)
    if got == _normal(wanted, sorts) or is_false:
        return Verdict(note, "pass", wants_error)
    return Verdict(note, "wrong", wants_error, f"got {json.dumps(got)[:90]} wanted {json.dumps(wanted)[:90]}")


def _asked(case: Mapping[str, Any], kind: EngineKind, is_v0: bool) -> list[Row]:
    modules = {}
    for number, text in enumerate(case.get("modules") or ()):
        if "plan" in case and text.startswith("package query\n"):
            continue  # of the project that carries the case: what it compiles the query to
        modules[f"module-{number}.rego"] = convert(text).text if is_v0 else text
    engine = kind.load(Sources(modules, case.get("data") or {}))
    try:
        input = case.get("input", NO_INPUT)
        if case.get("input_term"):
            input = engine.query(f"term = {case['input_term']}")[0].bindings["term"]
        return engine.query(case["query"], input)
    finally:
        engine.close()


def _normal(rows: list[Any], sorts: bool) -> list[Any]:
    """Returns rows in an order of their own, whole numbers without a fraction. sorts: arrays of variables too"""
    shown = [
        {name: _value(value, sorts) for name, value in row.items() if not name.startswith(("__", "$"))} for row in rows
    ]
    return sorted(shown, key=_text)


def _value(value: Any, sorts: bool) -> Any:
    if isinstance(value, dict):
        return {name: _value(inner, False) for name, inner in value.items()}
    if isinstance(value, list):
        values = [_value(inner, False) for inner in value]
        return sorted(values, key=_text) if sorts else values
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def all_judged(folder: Path, engine: str, is_v0: bool) -> Iterator[Verdict]:
    """Yields a verdict for each case; one that ends its process, or takes too long, is told so."""
    context = multiprocessing.get_context("spawn")  # OPA's library does not live through a fork
    pool = ProcessPoolExecutor(1, context)
    for case in cases(folder):
        try:
            yield pool.submit(judged, case, engine, is_v0).result(PATIENCE_S)
        except (TooLong, BrokenProcessPool) as error:
            yield Verdict(str(case.get("note")), type(error).__name__, bool(case.get("want_error_code")))
            for process in (pool._processes or {}).values():
                process.kill()
            pool.shutdown(wait=False)
            pool = ProcessPoolExecutor(1, context)
    pool.shutdown()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--engine", choices=sorted(KINDS), default="opa")
    parser.add_argument("--v0", action="store_true", help="cases of Rego before OPA 1.0")
    parser.add_argument("--least", type=float, default=None, help="share of cases in percent that must pass")
    parser.add_argument("--failures", action="store_true", help="show what failed")
    options = parser.parse_args()
    is_v0 = options.v0 or "v0" in options.cases.parts
    verdicts = list(all_judged(options.cases, options.engine, is_v0))
    if not verdicts:
        sys.exit(f"no cases in {options.cases}")
    if options.failures:
        for verdict in verdicts:
            if verdict.outcome != "pass":
                print(f"{verdict.outcome:10} {verdict.note}: {verdict.detail}")
    _report(verdicts, options.least)


def _report(verdicts: list[Verdict], least: float | None) -> None:
    for wants_error, what in ((False, "values"), (True, "errors")):
        of_kind = [verdict for verdict in verdicts if verdict.wants_error is wants_error]
        print(f"{what}: {sum(one.outcome == 'pass' for one in of_kind)} of {len(of_kind)}")
    counts = Counter(verdict.outcome for verdict in verdicts)
    share = 100 * counts["pass"] / len(verdicts)
    print(f"{counts['pass']} of {len(verdicts)} pass ({share:.1f} %) {dict(counts)}")
    if least is not None and share < least:
        sys.exit(f"fewer than {least} % pass")


if __name__ == "__main__":
    main()
