"""The audit of packages takes no answer for a good one only when it is one."""

from tests.audit import Outcome, read_npm, read_python

SOUND = {"name": "django", "version": "5.2.9", "vulns": []}
SKIPPED = {"name": "croniter", "skip_reason": "Dependency not found on PyPI and could not be audited: croniter (7.0.0)"}
FLAW = {"id": "PYSEC-2022-1", "fix_versions": ["4.0.1"]}


def test_a_package_with_a_known_flaw_is_named() -> None:
    found = read_python({"dependencies": [{**SOUND, "version": "4.0.0", "vulns": [FLAW]}]}, Outcome("Python packages"))
    assert found.found == ["django 4.0.0: PYSEC-2022-1, mended in 4.0.1"]


def test_packages_nothing_was_answered_about_are_not_called_audited() -> None:
    found = read_python({"dependencies": [SKIPPED, SKIPPED]}, Outcome("Python packages"))
    assert (found.asked, found.found) == (0, [])
    assert list(found.told()) == [
        "NOT AUDITED: Python packages: nothing was answered about 2 packages (croniter, croniter, …)"
    ]


def test_some_answers_do_not_cover_for_those_that_lack() -> None:
    told = list(read_python({"dependencies": [SOUND, SKIPPED]}, Outcome("Python packages")).told())
    assert told[0].startswith("NOT AUDITED")
    assert "1 packages asked about" in told[1]


def test_npm_without_an_answer_is_not_called_audited() -> None:
    assert read_npm({"message": "405 Method Not Allowed"}, Outcome("front end")).unasked == "405 Method Not Allowed"
    assert read_npm({"error": {"summary": "no network"}}, Outcome("front end")).unasked == "no network"


def test_npm_names_what_is_vulnerable() -> None:
    answer = {"metadata": {"dependencies": {"total": 7}}, "vulnerabilities": {"pdfjs-dist": {"severity": "high"}}}
    found = read_npm(answer, Outcome("front end"))
    assert (found.asked, found.found) == (7, ["pdfjs-dist: high"])
