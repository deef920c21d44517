"""A reader is answered in the language they read, also where Django does not know it."""

from datetime import date

import pytest
from django import forms
from django.utils import formats, translation

from congvu.core.templatetags.office import vi_date

SUNDAY = date(2026, 11, 22)


class Slip(forms.Form):
    day = forms.DateField()
    matter = forms.CharField(max_length=3)


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "Chủ Nhật, 22 tháng 11 năm 2026"), ("lo", "ວັນອາທິດ, ວັນທີ 22 ພະຈິກ 2026"), ("en", "Sunday, 22 November 2026")],
)
def test_a_day_in_full_words_is_told_in_the_readers_language(language: str, words: str) -> None:
    with translation.override(language):
        assert vi_date(SUNDAY) == words


@pytest.mark.parametrize("language", ["vi", "lo", "en"])
def test_the_day_comes_before_the_month(language: str) -> None:
    with translation.override(language):
        assert formats.date_format(SUNDAY, "SHORT_DATE_FORMAT") == "22/11/2026"


@pytest.mark.parametrize(
    ("language", "empty", "long"),
    [
        ("vi", "Hãy điền ô này.", "Nhiều nhất 3 ký tự (đang có 6)."),
        ("lo", "ກະລຸນາປ້ອນຊ່ອງນີ້.", "ບໍ່ເກີນ 3 ຕົວອັກສອນ (ມີ 6)."),
    ],
)
def test_a_field_refuses_in_the_readers_language(language: str, empty: str, long: str) -> None:
    with translation.override(language):
        errors = Slip({"matter": "công ty"[:6]}).errors

        assert (errors["day"], errors["matter"]) == ([empty], [long])
