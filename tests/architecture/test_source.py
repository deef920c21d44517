"""What no source file of the house may have."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import HOUSE, ROOT, Source, functions, sources, templates

OURS = sources()
WRITTEN = [source for source in OURS if not source.is_migration]
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "mixins", "services", "selectors", "factories"}
MOST_LINES = 600
MAY_SPEAK = {"config", "management", "tests"}  # where `print` is how one talks to whoever started the command


@pytest.mark.parametrize("source", WRITTEN, ids=str)
def test_imports_stand_at_the_top(source: Source) -> None:
    inner = [
        node.lineno
        for function in functions(source.tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not inner, f"imports inside functions, lines {inner}"


@pytest.mark.parametrize("source", [*WRITTEN, *sources(ROOT / "tests")], ids=str)
def test_no_file_is_too_long_to_read(source: Source) -> None:
    assert len(source.text.splitlines()) <= MOST_LINES


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    assert not [str(source) for source in OURS if DRAWERS & {*source.path.parts, source.path.stem}]


@pytest.mark.parametrize("source", WRITTEN, ids=str)
def test_models_send_no_signals_and_nobody_listens_to_them(source: Source) -> None:
    assert not re.search(r"django\.db\.models\.signals|\b(pre|post)_(save|delete|init)\b|@receiver\b", source.text)


@pytest.mark.parametrize("source", WRITTEN, ids=str)
def test_there_are_no_generic_keys(source: Source) -> None:
    assert not re.search(r"\bGeneric(ForeignKey|Relation)\b", source.text)


@pytest.mark.parametrize("source", [source for source in WRITTEN if not MAY_SPEAK & set(source.path.parts)], ids=str)
def test_only_commands_print(source: Source) -> None:
    calls = [node for node in ast.walk(source.tree) if isinstance(node, ast.Call)]
    assert not [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


@pytest.mark.parametrize("source", WRITTEN, ids=str)
def test_no_error_is_swallowed(source: Source) -> None:
    handlers = [node for node in ast.walk(source.tree) if isinstance(node, ast.ExceptHandler)]
    silent = [node.lineno for node in handlers if all(isinstance(line, ast.Pass) for line in node.body)]
    bare = [node.lineno for node in handlers if node.type is None]
    assert not silent + bare


@pytest.mark.parametrize("source", OURS, ids=str)
def test_nothing_is_left_to_do(source: Source) -> None:
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", source.text)


def test_announcements_are_few_and_each_is_in_the_architecture() -> None:
    made = [name for source in WRITTEN for name in re.findall(r"^(\w+)\s*=\s*Signal\(", source.text, re.MULTILINE)]
    written = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("## Announcements")[1]
    assert len(made) <= 10
    assert not [name for name in made if f"`{name}`" not in written]


@pytest.mark.parametrize("template", templates(), ids=lambda path: str(path.relative_to(HOUSE)))
def test_templates_have_no_inline_script_or_style(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<script\b(?![^>]*\b(src=|type=\"application/json\"))", text)
    assert not re.search(r"<[a-zA-Z][^>{}]*\s(style|on[a-z]+)=", text)
    assert "javascript:" not in text


LOCKS = sorted([*ROOT.glob("requirements*.txt"), *ROOT.glob("package-lock.json")])


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_files_name_no_registry(lock: Path) -> None:
    addresses = re.findall(r"https?://[^\s\"']+", lock.read_text(encoding="utf-8"))
    beside_the_point = ("funding", "sponsors", "opencollective", "ko-fi", "paypal")
    assert not [address for address in addresses if not any(word in address for word in beside_the_point)]


def test_the_lock_for_development_holds_all_of_the_lock_to_run() -> None:
    run, development = ((ROOT / name).read_text() for name in ("requirements.txt", "requirements-dev.txt"))
    pins = re.compile(r"^[a-z0-9.\-\[\]]+==\S+", re.MULTILINE)
    assert set(pins.findall(run)) <= set(pins.findall(development))
