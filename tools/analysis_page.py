"""Writes docs/analysis.md: the parts of analyzers with parameters and state, from the registry and the golden tests.

python tools/analysis_page.py            writes the page
python tools/analysis_page.py --check    exits with 1 if the page is not current
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tools.generated_page import write_or_check  # noqa: E402

from findling.analysis.catalogue import FACTORIES, PRECONFIGURED, REFUSED, Kind  # noqa: E402
from findling.analysis.registry import AnalysisRegistry  # noqa: E402
from findling.analysis.token_filters.stemming.snowball import SNOWBALL  # noqa: E402
from findling.analysis.token_filters.stemming.stemming import ALIASES, STEMMERS  # noqa: E402
from tests.golden.analysis import agreement  # noqa: E402

LOADED = AnalysisRegistry  # loading it registers the parts
PAGE = ROOT / "docs" / "analysis.md"
GOLDEN = ROOT / "tests" / "golden" / "analysis"
KINDS: tuple[tuple[Kind, str], ...] = (
    ("analyzer", "Analyzers"),
    ("tokenizer", "Tokenizers"),
    ("filter", "Token filters"),
    ("char_filter", "Char filters"),
)
HEAD = """# Parts of analyzers

`tools/analysis_page.py` writes this page from the registry of parts and from the golden tests, which compare what
Findling makes of {texts} texts in {languages} languages, and of odd ones, with what Lucene makes of them: every
token's term, offsets, position, position length and type. "as Lucene" means that nothing differs. Where
Elasticsearch 9, which is built on Lucene 10, differs from the Lucene 9.9 that was asked, Findling does as
Elasticsearch 9: `path_hierarchy` gives its tokens positions in a row, `persian` stems, `romanian` has commas for
cedillas, the `german` stemmer knows umlauts that are written out, and the stemmers `dutch_kp` and `lovins` leave
words alone.
"""


def listed(name: str) -> dict[str, Any]:
    """Returns one of the golden tests' lists."""
    read: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return read


def state(component: str, n_cases: int) -> str:
    """Returns what is known of a component."""
    differing = {name: entry for name, entry in listed("differences").items() if under(component, name)}
    if differing:
        reasons = "; ".join(sorted({entry["reason"] for entry in differing.values()}))
        return f"differs on {sum(len(entry['texts']) for entry in differing.values())} texts: {reasons}"
    if n_cases:
        return f"as Lucene, {n_cases} {'case' if n_cases == 1 else 'cases'}"
    return str(listed("without_golden").get(component, "another name of a part"))


def under(component: str, case: str) -> bool:
    """Tells whether a case is of a component."""
    return case == component or case.startswith(f"{component}/")


def parameters(kind: Kind, name: str) -> str:
    """Returns the parameters as the factory's docstring names them."""
    text = " ".join((FACTORIES[kind][name].__doc__ or "").split())
    text = text.split(" Source:")[0].replace("|", "\\|")
    return "" if text.startswith("Has no parameters") else text


def rows(kind: Kind, cases: Counter[str]) -> str:
    """Returns the table of one kind."""
    lines = ["| name | without definition | parameters and defaults | state |", "| --- | --- | --- | --- |"]
    refused = {name: reason for (part, name), reason in REFUSED.items() if part == kind}
    for name in sorted({*FACTORIES[kind], *refused}, key=lambda name: (name.lower(), name)):
        component = f"{kind}/{name}"
        if name in FACTORIES[kind]:
            bare = "yes" if name in PRECONFIGURED[kind] else "no"
            lines.append(f"| `{name}` | {bare} | {parameters(kind, name)} | {state(component, cases[component])} |")
        else:
            lines.append(f"| `{name}` | | | **missing**, refused: {refused[name]} |")
    return "\n".join(lines)


def stemmers() -> str:
    """Returns the paragraphs on stemmers."""
    names = ", ".join(f"`{name}`" for name in sorted(STEMMERS))
    aliases = ", ".join(f"`{alias}`" for alias in sorted(ALIASES))
    languages = ", ".join(f"`{language}`" for language in sorted(SNOWBALL))
    return f"`stemmer` takes {names}, in any case; {aliases} are other spellings.\n\n`snowball` takes {languages}.\n"


def page() -> str:
    """Returns the page."""
    cases = Counter(case.component for kind in agreement.KINDS for case in agreement.golden_cases(kind))
    lines = (GOLDEN / "texts" / "languages.tsv").read_text(encoding="utf-8").splitlines()
    languages = len({line.split("\t")[0] for line in lines})
    parts = [HEAD.format(texts=len(agreement.texts()), languages=languages)]
    parts += [f"\n## {title} ({len(FACTORIES[kind])})\n\n{rows(kind, cases)}\n" for kind, title in KINDS]
    return "".join([*parts, f"\n## Stemmers\n\n{stemmers()}"])


if __name__ == "__main__":
    sys.exit(write_or_check(PAGE, page(), "analysis_page.py"))
