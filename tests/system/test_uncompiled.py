"""Without a compiler the kernels run as plain Python; whatever is asked, the answers are the same."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import orjson

from tests.system.answers import QUERIES, answers

ROOT = Path(__file__).parents[2]


def test_answers_are_the_same_without_compiled_kernels(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("*.so", "*.c", "__pycache__"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "src"), str(ROOT)])}
    command = [sys.executable, "-W", "error", "-m", "tests.system.answers"]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    uncompiled = orjson.loads(done.stdout)
    assert uncompiled["kernels"].endswith("topk.py")
    compiled = orjson.loads(orjson.dumps(answers()))
    assert len(compiled) == len(QUERIES) + 4
    for index, (left, right) in enumerate(zip(uncompiled["answers"], compiled, strict=True)):
        assert left == right, QUERIES[index] if index < len(QUERIES) else "sorts and aggregations"
    assert all(answer["hits"]["total"]["value"] for answer in compiled)
