"""Writes base/data/date_names.json: names of months, days, quarters, eras and halves of the day by locale.

Usage: python -m tools.date_names, with Java 21, whose names are those of Unicode's CLDR 42

Locales of a region are there only where they differ from their language.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
OUTPUT = HERE.parents[1] / "src" / "findling" / "base" / "data" / "date_names.json"
LANGUAGES = (
    "en ar az bg bn bs ca cs cy da de el es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko lt "
    "lv mk ml mn mr ms my nb ne nl nn no pa pl pt ro ru si sk sl sq sr sv sw ta te th tr uk ur uz vi zh"
)
REGIONS = (
    "ar_DZ ar_EG ar_IQ ar_JO ar_LB ar_MA ar_SA ar_SY ar_TN de_AT de_CH en_AU en_CA en_GB en_IE en_IN en_NZ en_ZA es_AR "
    "es_CL es_CO es_ES es_MX es_PE es_US es_VE fr_BE fr_CA fr_CH it_CH nl_BE pt_BR pt_PT zh_CN zh_HK zh_TW"
)
Names = dict[str, dict[str, str]]


def read_names() -> dict[str, Names]:
    """Returns locale -> field -> style -> names joined by bars, as Java tells them."""
    command = ["java", "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", str(HERE / "DateNames.java")]
    answer = subprocess.run(
        [*command, *LANGUAGES.split(), *REGIONS.split()], check=True, capture_output=True, encoding="utf-8"
    )
    found: dict[str, Names] = {}
    for line in answer.stdout.splitlines():
        locale, field, style, names = line.split("\t")
        found.setdefault(locale, {}).setdefault(field, {})[style.lower()] = names
    return found


def shortened(names: Names) -> Names:
    """Leaves out what stands alone as it stands in a date."""
    return {
        field: {
            style: text
            for style, text in styles.items()
            if not style.endswith("_standalone") or text != styles[style.removesuffix("_standalone")]
        }
        for field, styles in names.items()
    }


def without_repeats(found: dict[str, Names]) -> dict[str, Any]:
    """Leaves out the locales and fields of regions that are as their language's."""
    result: dict[str, Any] = {}
    for locale, names in found.items():
        language = found[locale.partition("_")[0]]
        own = names if "_" not in locale else {field: s for field, s in names.items() if s != language[field]}
        if own:
            result[locale] = own
    return result


def main() -> None:
    """Asks Java and writes the file."""
    names = {locale: shortened(fields) for locale, fields in read_names().items()}
    text = json.dumps(without_repeats(names), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    OUTPUT.write_text(text.replace('},"', '},\n"') + "\n", encoding="utf-8")
    print(f"{OUTPUT.name}: {len(names)} locales, {OUTPUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
