"""Rally races on a server that is there already, with a small track of its own."""

import csv
import shutil
from pathlib import Path

from tests.programs.conftest import Run, installed

DOCUMENT_BYTES = 9_000
TRACK = Path(__file__).parent / "track"


def test_a_race(url: str, run: Run, tmp_path: Path) -> None:
    esrally = installed("esrally", "bin", "esrally")
    track = tmp_path / "track"
    shutil.copytree(TRACK, track)
    data = tmp_path / "home/.rally/benchmarks/data/telephones"
    data.mkdir(parents=True)
    lines = [f'{{"name": "telephone number {n:03}", "n": {10_000 + n}}}\n' for n in range(200)]
    assert sum(map(len, lines)) == DOCUMENT_BYTES
    (data / "documents.json").write_text("".join(lines))
    report = tmp_path / "report.csv"
    command = [esrally, "race", "--pipeline=benchmark-only", f"--track-path={track}", "--offline", "--on-error=abort"]
    place = url.removeprefix("http://")
    run(
        [*command, f"--target-hosts={place}", "--report-format=csv", f"--report-file={report}"],
        timeout_s=600,
        HOME=str(tmp_path / "home"),
    )
    with report.open() as file:
        rows = {(row["Metric"], row["Task"]): row["Value"] for row in csv.DictReader(file)}
    assert float(rows["error rate", "match"]) == 0
    assert float(rows["error rate", "bulk"]) == 0
