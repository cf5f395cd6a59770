"""What the documents say is there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/**/*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(#[^)]*)?\)")
CODE_PATH = re.compile(r"`((?:src|tests|tools|docs|benchmarks)/[\w./-]+)`")
MODULE_PATH = re.compile(
    r"\b((?:base|kernels|analysis|mapping|codec|index|search|cluster|node|rest|cli|testing)/[\w/]+\.py)\b"
)
MAKE = re.compile(r"^\s+make ([a-z-]+)", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = [target for target, _ in LINK.findall(page.read_text()) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_paths_named_in_the_text_exist(page: Path) -> None:
    text = page.read_text()
    assert [path for path in CODE_PATH.findall(text) if not (ROOT / path).exists()] == []
    assert [path for path in MODULE_PATH.findall(text) if not (ROOT / "src/findling" / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_make_targets_named_in_the_text_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(MAKE.findall(page.read_text())) <= targets


def test_every_dependency_has_its_line_of_reasons() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text()
    block = pyproject.split("dependencies = [")[1].split("]")[0]
    names = re.findall(r'"([A-Za-z0-9-]+)', block)
    decisions = "".join(page.read_text() for page in ROOT.glob("docs/decisions/*.md"))
    assert names
    assert [name for name in names if f"| {name}" not in decisions and f", {name}" not in decisions] == []


def test_the_compatibility_page_is_current() -> None:
    command = [sys.executable, str(ROOT / "tools" / "compatibility.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
