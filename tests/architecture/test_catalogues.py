"""The words of the house: Vietnamese and Lao complete in every app; nothing lost on the way."""

import re
import unicodedata

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from congvu.core import catalogues

APPS = [app.name for app in catalogues.apps()]
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|\{\w*\}|%[sd]")
THAI = re.compile(r"[\u0e00-\u0e7f]")


def catalogue(app: str, language: str) -> Catalog:
    path = catalogues.path_of(catalogues.HOUSE / app, language)
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as opened:
        return read_po(opened, locale=language)


def sayings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def spoken(app: str, language: str) -> list[Message]:
    return [message for message in catalogue(app, language) if message.id and any(sayings(message))]


@pytest.mark.parametrize("app", APPS)
def test_every_word_is_said_in_vietnamese(app: str) -> None:
    assert catalogues.gaps(catalogues.HOUSE / app, "vi") == []


@pytest.mark.parametrize("app", APPS)
def test_every_word_is_said_in_lao(app: str) -> None:
    assert catalogues.gaps(catalogues.HOUSE / app, "lo") == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
@pytest.mark.parametrize("app", APPS)
def test_a_translation_keeps_the_places_of_names_and_numbers(app: str, language: str) -> None:
    astray = [
        (message.id, said)
        for message in spoken(app, language)
        for said in sayings(message)
        if set(PLACEHOLDER.findall(said)) != set(PLACEHOLDER.findall(str(message.id)))
    ]

    assert astray == []


@pytest.mark.parametrize("app", APPS)
def test_lao_is_not_written_in_thai_letters(app: str) -> None:
    said = [said for message in spoken(app, "lo") for said in sayings(message)]

    assert [one for one in said if THAI.search(one)] == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_one_word_is_said_alike_in_every_app(language: str) -> None:
    """The catalogues are read as one: of two sayings only the lower app's is seen, on both apps' pages."""
    said: dict[tuple[str | None, str], set[str]] = {}
    for message in (message for app in APPS for message in spoken(app, language)):
        said.setdefault((message.context, str(message.id)), set()).add(str(message.string))

    assert {word: sorted(several) for word, several in said.items() if len(several) > 1} == {}


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
@pytest.mark.parametrize("app", APPS)
def test_a_translation_is_written_in_composed_letters(app: str, language: str) -> None:
    said = [said for message in spoken(app, language) for said in sayings(message)]

    assert [one for one in said if one != unicodedata.normalize("NFC", one)] == []
