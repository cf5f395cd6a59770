"""Each line of docs/identity-asvs.md names a test that is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "identity-asvs.md").read_text()


def test_each_line_has_a_test_that_is_there() -> None:
    rows = [row for row in TEXT.splitlines() if re.match(r"\| \d", row)]
    assert len(rows) > 40
    for row in rows:
        found = re.search(r"`(tests[\w.]+)::(\w+)` \|$", row)
        assert found is not None, row
        path = ROOT / f"{found[1].replace('.', '/')}.py"
        assert f"def {found[2]}(" in path.read_text(), row
