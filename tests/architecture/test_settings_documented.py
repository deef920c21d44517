"""Every setting of the environment is in the table of docs/settings.md, and nothing else."""

import re

from tests.architecture.source import HOUSE, ROOT, sources

TABLE = re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8"), re.MULTILINE)
READ = re.compile(
    r'(?:text|flag)\(\s*"([A-Z_]+)"|environ(?:\.get\(|\.setdefault\(|\[)\s*"((?:CONGVU_|DATABASE_)[A-Z_]+)"'
)


def read_by_the_house() -> set[str]:
    product = [source for source in sources(HOUSE) if "tests" not in source.path.parts]
    return {first or second for source in product for first, second in READ.findall(source.text)}


def test_every_setting_is_in_the_table() -> None:
    assert sorted(read_by_the_house() - set(TABLE)) == []


def test_the_table_has_no_setting_that_is_gone() -> None:
    assert sorted(set(TABLE) - read_by_the_house()) == []


def test_each_setting_is_explained_once() -> None:
    assert len(TABLE) == len(set(TABLE))
