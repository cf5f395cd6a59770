"""What the tools that write a page of the documentation have in common."""

import sys
from pathlib import Path


def write_or_check(page: Path, text: str, tool: str) -> int:
    """Writes a page, or compares it if the command line has --check; returns the exit status: 1 if it is stale."""
    if "--check" not in sys.argv[1:]:
        page.write_text(text, encoding="utf-8")
        return 0
    if page.exists() and page.read_text(encoding="utf-8") == text:
        return 0
    print(f"docs/{page.name} is not current: run python tools/{tool}", file=sys.stderr)
    return 1
