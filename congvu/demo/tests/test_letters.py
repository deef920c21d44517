"""The letters of the demonstration look like letters of real bodies, and none bears a secrecy mark."""

import itertools
import random
import re
import unicodedata
from datetime import date

import pytest

from congvu.demo.letters import KINDS, Letter, Post
from congvu.demo.matters import matters
from congvu.files.secrecy import mark_of

ON = date(2026, 11, 20)
REFERENCE = re.compile(r"\d{2,5}/[\w.]+(-[\w.]+)*|\d{2,5}-\w+/\w+")


@pytest.fixture(scope="module")
def letters(django_db_setup: None, django_db_blocker: object) -> list[Letter]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        post = Post(random.Random(30), ON)
        return [post.letter(ON) for _ in range(1500)]


def test_hundreds_of_abstracts_differ(letters: list[Letter]) -> None:
    assert len({letter.title for letter in letters}) >= 400


def test_no_title_comes_twice_in_a_row(letters: list[Letter]) -> None:
    assert all(one.title != next_one.title for one, next_one in itertools.pairwise(letters))


def test_every_word_is_filled_in(letters: list[Letter]) -> None:
    assert not [text for letter in letters for text in (letter.title, *letter.paragraphs) if "{" in text or "}" in text]


def test_a_reference_bears_the_letters_of_its_issuer_and_kind(letters: list[Letter]) -> None:
    assert all(REFERENCE.fullmatch(letter.reference) for letter in letters)
    assert all(letter.issuer.notation in letter.reference for letter in letters if letter.issuer)
    assert all(KINDS[letter.kind][0] in letter.reference for letter in letters)


def test_a_body_gives_no_number_twice(letters: list[Letter]) -> None:
    given = [(letter.issuer.pk, letter.reference) for letter in letters if letter.issuer]
    assert len(set(given)) == len(given)


def test_only_bodies_valid_on_the_day_write(letters: list[Letter]) -> None:
    assert all(letter.issuer.is_valid_on(letter.issued_on) for letter in letters if letter.issuer)


def test_official_letters_are_the_most_and_few_are_urgent(letters: list[Letter]) -> None:
    assert 0.4 < sum(letter.kind == "official_letter" for letter in letters) / len(letters) < 0.75
    assert 0.05 < sum(letter.urgency != "normal" for letter in letters) / len(letters) < 0.15


def test_no_letter_bears_a_secrecy_mark(letters: list[Letter]) -> None:
    texts = {text for letter in letters for text in (letter.title, letter.reference, *letter.paragraphs)}
    assert not [text for text in texts if mark_of(text)]


def test_all_words_are_in_the_form_nfc(letters: list[Letter]) -> None:
    assert all(
        unicodedata.is_normalized("NFC", text) for letter in letters for text in (letter.title, letter.signatory)
    )


def test_every_department_has_matters_of_its_own() -> None:
    leads = {matter.lead for matter in matters()}
    assert leads == {
        "TH", "PL", "KTTH", "CN", "NN", "KGVX", "QHQT", "NC", "TCCV", "V.I", "QHĐP", "TKBT", "HC", "TCCB", "CĐS", "QTTV",
        "TTTT",
    }  # fmt: skip
