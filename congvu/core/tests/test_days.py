"""Days are typed the day before the month, whatever the browser speaks."""

from datetime import date

import pytest
from django import forms

from congvu.core.days import DayField, typed_day

TODAY = date(2026, 11, 23)


class Leave(forms.Form):
    day = DayField()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("05/11/2026", date(2026, 11, 5)),
        ("5/11", date(2026, 11, 5)),
        (" 5-11-26 ", date(2026, 11, 5)),
        ("5.11.2026", date(2026, 11, 5)),
        ("5 / 11 / 2026", date(2026, 11, 5)),
        ("0511", date(2026, 11, 5)),
        ("051126", date(2026, 11, 5)),
        ("05112026", date(2026, 11, 5)),
        ("2026-11-05", date(2026, 11, 5)),
        ("5/1", date(2027, 1, 5)),
        ("29/02/2028", date(2028, 2, 29)),
    ],
)
def test_a_day_is_typed_as_the_office_writes_it(typed: str, meant: date) -> None:
    assert typed_day(typed, TODAY) == meant


def test_a_day_of_december_typed_in_january_is_that_of_last_month() -> None:
    assert typed_day("28/12", date(2027, 1, 5)) == date(2026, 12, 28)


@pytest.mark.parametrize(
    "typed", ["", "31/02/2026", "11/23/2026", "5/13", "hôm nay", "2026-13-01", "5/11/202", "29/02", "1/1/0000"]
)
def test_what_is_no_day_is_none(typed: str) -> None:
    assert typed_day(typed, TODAY) is None


def test_a_form_keeps_what_was_typed_when_it_is_no_day() -> None:
    form = Leave({"day": "31/02/2026"})

    assert not form.is_valid()
    assert 'value="31/02/2026"' in str(form["day"])


def test_a_day_comes_back_written_out() -> None:
    assert 'type="text"' in str(Leave({"day": "05/11/2026"})["day"])
    assert 'value="05/11/2026"' in str(Leave(initial={"day": date(2026, 11, 5)})["day"])
