"""The words of the house: Vietnamese complete in every app, Lao on its public faces; nothing lost on the way."""

import re
import unicodedata

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from congvu.core import catalogues

APPS = [app.name for app in catalogues.apps()]
PUBLIC_FACES = ["core", "accounts"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|\{\w*\}|%[sd]")


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


@pytest.mark.parametrize("app", PUBLIC_FACES)
def test_every_word_of_the_public_faces_is_said_in_lao(app: str) -> None:
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


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
@pytest.mark.parametrize("app", APPS)
def test_a_translation_is_written_in_composed_letters(app: str, language: str) -> None:
    said = [said for message in spoken(app, language) for said in sayings(message)]

    assert [one for one in said if one != unicodedata.normalize("NFC", one)] == []
