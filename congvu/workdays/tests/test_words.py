"""What a deadline says beside its shape and colour."""

from datetime import date, datetime

import pytest
from django.utils import translation

from congvu.workdays.calendar import WorkCalendar
from congvu.workdays.tests.conftest import at
from congvu.workdays.words import deadline_words

WEDNESDAY = at(date(2025, 1, 22), 9)


@pytest.mark.parametrize(
    ("due_at", "tone", "words", "in_english_words"),
    [
        (at(date(2025, 1, 20), 17), "late", "Quá 2 ngày làm việc", "2 working days late"),
        (at(date(2025, 1, 21), 17), "late", "Quá 1 ngày làm việc", "1 working day late"),
        (at(date(2025, 1, 22), 8), "late", "Quá 1 giờ", "1 hour late"),
        (at(date(2025, 1, 22), 8, 40), "late", "Quá 20 phút", "20 minutes late"),
        (at(date(2025, 1, 22), 17), "soon", "Hôm nay 17:00", "Today 17:00"),
        (at(date(2025, 1, 23), 17), "soon", "Ngày mai", "Tomorrow"),
        (at(date(2025, 1, 23), 10), "soon", "Ngày mai 10:00", "Tomorrow 10:00"),
        (at(date(2025, 1, 24), 17), "soon", "Còn 2 ngày làm việc", "2 working days left"),
        (at(date(2025, 2, 3), 17), "wait", "Còn 3 ngày làm việc", "3 working days left"),
        (at(date(2025, 2, 14), 17), "quiet", "Còn 12 ngày làm việc", "12 working days left"),
    ],
)
def test_a_deadline_is_said_in_working_days(
    calendar: WorkCalendar, due_at: datetime, tone: str, words: str, in_english_words: str
) -> None:
    with translation.override("vi"):
        said = deadline_words(due_at, WEDNESDAY, calendar)
    with translation.override("en"):
        assert deadline_words(due_at, WEDNESDAY, calendar).words == in_english_words
    assert (said.tone, said.words) == (tone, words)
    assert said.when == due_at


def test_the_words_show_how_they_were_reckoned(calendar: WorkCalendar, in_vietnamese: None) -> None:
    deadline = calendar.add_working_days(WEDNESDAY, 3, source="Quy chế nội bộ (mẫu)")
    said = deadline_words(deadline.due_at, at(date(2025, 1, 23), 9), calendar, deadline)
    assert str(said.explain).splitlines() == [
        "2 ngày làm việc từ Thứ Năm 23/1 đến Thứ Hai 3/2: trừ 25/1–2/2 nghỉ Tết",
        "3 ngày làm việc kể từ Thứ Tư 22/1: trừ 25/1–2/2 nghỉ Tết",
        "Quy chế nội bộ (mẫu)",
    ]


def test_a_deadline_missed_on_friday_is_late_on_saturday(calendar: WorkCalendar, in_vietnamese: None) -> None:
    said = deadline_words(at(date(2025, 6, 6), 17), at(date(2025, 6, 7), 9), calendar)
    assert (said.tone, said.words) == ("late", "Quá hạn từ 6/6")


def test_a_deadline_in_a_year_not_yet_entered_is_told_by_its_date(calendar: WorkCalendar, in_english: None) -> None:
    said = deadline_words(at(date(2031, 3, 3), 17), WEDNESDAY, calendar)
    assert (said.tone, said.words) == ("quiet", "17:00 Monday 3/3/2031")
    assert said.explain == "The calendar of 2031 is not yet entered."
