"""The catalogues of words, compiled."""

from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import gettext, override

from congvu.core import catalogues

WORDS = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "A word of this test"
msgstr "Một từ của phép thử này"
"""


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_what_was_compiled_now_is_said_at_once(
    language: str, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demonstration compiles on its first run, and the same process then serves."""
    monkeypatch.setattr(catalogues, "apps", lambda: [tmp_path])
    source = catalogues.path_of(tmp_path, language)
    source.parent.mkdir(parents=True)
    source.write_text(WORDS, encoding="utf-8")
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    with override(language):
        assert gettext("A word of this test") == "A word of this test"
    assert catalogues.compile_all() == [source.with_suffix(".mo")]
    with override(language):
        assert gettext("A word of this test") == "Một từ của phép thử này"
    assert catalogues.compile_all() == []
