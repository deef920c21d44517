"""What the calendar is loaded from: the `holidays` library for Viet Nam, and the deciding documents we know.

The library names make-up working Saturdays only inside the names of the days they pay for; here they become days.
Loading again changes nothing that is already so, and never touches a decision the office entered.
"""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, time

import holidays
from django.db import transaction
from django.utils import timezone

from congvu.workdays.models import (
    CalendarChange,
    CalendarDay,
    CalendarYear,
    DayKind,
    DeadlineRule,
    Occasion,
    Origin,
    RuleCode,
    TimeUnit,
    WorkingHours,
)

FIRST_YEAR, LAST_YEAR = 2010, 2027
LAST_CONFIRMED_YEAR = 2026  # the notice on the holidays of 2027 is not known to this seed

NOTICE_2026 = "Thông báo số 9441/TB-BNV ngày 16/10/2025 của Bộ Nội vụ"
NEW_YEAR_2026 = "Công văn số 12729/VPCP-KGVX ngày 25/12/2025 của Văn phòng Chính phủ"
NOTICE_2025 = "Thông báo số 6150/TB-BLĐTBXH năm 2024 của Bộ Lao động - Thương binh và Xã hội"
NOTICES = {2025: NOTICE_2025, 2026: NOTICE_2026}  # Tết and National Day of the year

# Swapped days and the documents that swapped them, by the day off.
SWAP_SOURCES = {
    date(2018, 12, 31): "Công văn số 6519/VPCP-KGVX năm 2018 của Văn phòng Chính phủ",
    date(2019, 4, 29): "Công văn số 6519/VPCP-KGVX năm 2018 của Văn phòng Chính phủ",
    date(2024, 4, 29): "Công văn số 2450/VPCP-KGVX năm 2024 của Văn phòng Chính phủ",
    date(2025, 5, 2): NOTICE_2025,
    date(2026, 8, 31): NOTICE_2026,
}
UNKNOWN_SWAP = "Chưa nhập văn bản quyết định hoán đổi ngày làm việc"
# Swaps the library does not know: day off, made up on, document.
MISSING_SWAPS = [(date(2026, 1, 2), date(2026, 1, 10), NEW_YEAR_2026)]

OCCASIONS = [
    ("Tết Dương lịch", Occasion.NEW_YEAR),
    ("Tết", Occasion.TET),
    ("Hùng Vương", Occasion.HUNG_KINGS),
    ("Chiến thắng", Occasion.VICTORY),
    ("Lao động", Occasion.LABOUR),
    ("Quốc khánh", Occasion.NATIONAL),
    ("Văn hóa", Occasion.CULTURE),
]
SWAPPED_NAME = re.compile(r"thay cho ngày (\d\d/\d\d/\d{4})")
TET_IN_LIEU = re.compile(r"^(29 Tết|Mùng năm|Mùng sáu)")
CULTURE_SOURCE = "Nghị quyết số 80-NQ/TW của Bộ Chính trị; Bộ luật Lao động 2019, Điều 112"


@dataclass(frozen=True)
class SeedDay:
    """A day of the calendar before it is kept."""

    day: date
    kind: str
    occasion: str
    name: str
    source: str
    confirmed: bool = True
    in_place_of: date | None = None


SEED_COLUMNS = [column.name for column in fields(SeedDay) if column.name != "day"]


def seed_days(first: int = FIRST_YEAR, last: int = LAST_YEAR) -> list[SeedDay]:
    """The days off and make-up days of the years, each with its legal source; a make-up day of a neighbouring
    year's swap is among them when its own year is."""
    named = holidays.country_holidays("VN", years=range(first, last + 2), language="vi")
    days = {day: _holiday(day, name) for day, name in named.items()}
    for day, name in named.items():
        if swap := SWAPPED_NAME.search(name):
            made_up = date(*map(int, reversed(swap[1].split("/"))))
            source = SWAP_SOURCES.get(day, UNKNOWN_SWAP)
            days |= _swap(day, made_up, source, _occasion_near(day, days.values()))
    for day, made_up, source in MISSING_SWAPS:
        days |= _swap(day, made_up, source, _occasion_near(day, days.values()))
    return [days[day] for day in sorted(days) if first <= day.year <= last]


def _holiday(day: date, name: str) -> SeedDay:
    occasion = next((occasion for word, occasion in OCCASIONS if word in name), Occasion.OTHER)
    in_lieu = "(nghỉ bù)" in name or bool(TET_IN_LIEU.match(name))
    if name.startswith("29 Tết"):  # the library says so of the 28th as well; the lunar month has 29 or 30 days
        name = "Ngày giáp Tết Nguyên Đán"
    fixed = not in_lieu and occasion not in (Occasion.TET, Occasion.NATIONAL)
    return SeedDay(
        day=day,
        kind=DayKind.IN_LIEU if in_lieu else DayKind.HOLIDAY,
        occasion=occasion,
        name=name,
        source=_source(day, occasion, in_lieu),
        confirmed=fixed or day.year <= LAST_CONFIRMED_YEAR or (day.month, day.day) == (9, 2),
    )


def _source(day: date, occasion: str, in_lieu: bool) -> str:
    if occasion == Occasion.CULTURE:
        return CULTURE_SOURCE
    if occasion in (Occasion.TET, Occasion.NATIONAL) and day.year in NOTICES:
        return NOTICES[day.year]
    if day >= date(2021, 1, 1):
        return f"Bộ luật Lao động 2019, Điều {'111' if in_lieu else '112'}"
    if day >= date(2013, 5, 1):
        return f"Bộ luật Lao động 2012, Điều 115{' khoản 2' if in_lieu else ''}"
    return "Bộ luật Lao động 1994, Điều 73"


def _swap(off: date, made_up: date, source: str, occasion: str) -> dict[date, SeedDay]:
    day_off = SeedDay(
        day=off,
        kind=DayKind.SWAPPED,
        occasion=occasion,
        name=f"Nghỉ hoán đổi, làm bù ngày {made_up:%d/%m/%Y}",
        source=source,
        confirmed=source != UNKNOWN_SWAP,
        in_place_of=made_up,
    )
    name = f"Làm bù cho ngày {off:%d/%m/%Y}"
    return {off: day_off, made_up: replace(day_off, day=made_up, kind=DayKind.MAKE_UP, name=name, in_place_of=off)}


def _occasion_near(day: date, days: Iterable[SeedDay]) -> str:
    """The holiday that a swapped day makes longer: the nearest within four days."""
    near = [row for row in days if row.occasion != Occasion.OTHER and abs((row.day - day).days) <= 4]
    return min(near, key=lambda row: abs((row.day - day).days)).occasion if near else Occasion.OTHER


# -- how long work may take ----------------------------------------------------------------------------------------
DECREE_30 = "Nghị định số 30/2020/NĐ-CP"
IN_FORCE_DECREE_30 = date(2020, 3, 5)
DECREE_191 = "Nghị định số 191/2026/NĐ-CP (chưa đối chiếu với bản chính)"
IN_FORCE_DECREE_191 = date(2026, 5, 29)
SAMPLE = "Quy chế nội bộ (mẫu)"

# code, urgency, amount, unit, source, confirmed, in force from
RULES: list[tuple[str, str, int, str, str, bool, date | None]] = [
    (RuleCode.CONFIRM_RECEIPT, "", 0, TimeUnit.WORKING_DAYS, f"{DECREE_30}, Điều 21", True, IN_FORCE_DECREE_30),
    (RuleCode.PRESENT_INCOMING, "", 1, TimeUnit.WORKING_DAYS, f"{DECREE_30}, Điều 23", True, IN_FORCE_DECREE_30),
    (RuleCode.PRESENT_INCOMING, "urgent", 0, TimeUnit.WORKING_DAYS, f"{DECREE_30}, Điều 23", True, IN_FORCE_DECREE_30),
    (
        RuleCode.PRESENT_INCOMING,
        "very_urgent",
        0,
        TimeUnit.WORKING_DAYS,
        f"{DECREE_30}, Điều 23",
        True,
        IN_FORCE_DECREE_30,
    ),
    (
        RuleCode.PRESENT_INCOMING,
        "immediate",
        0,
        TimeUnit.WORKING_HOURS,
        f"{DECREE_30}, Điều 23",
        True,
        IN_FORCE_DECREE_30,
    ),
    (RuleCode.DISPATCH_OUTGOING, "", 1, TimeUnit.WORKING_DAYS, f"{DECREE_30}, Điều 18", True, IN_FORCE_DECREE_30),
    (RuleCode.HANDLE_INCOMING, "normal", 7, TimeUnit.WORKING_DAYS, SAMPLE, False, None),
    (RuleCode.HANDLE_INCOMING, "urgent", 3, TimeUnit.WORKING_DAYS, SAMPLE, False, None),
    (RuleCode.HANDLE_INCOMING, "very_urgent", 1, TimeUnit.WORKING_DAYS, SAMPLE, False, None),
    (RuleCode.HANDLE_INCOMING, "immediate", 4, TimeUnit.WORKING_HOURS, SAMPLE, False, None),
    (RuleCode.CHECK_SUBMISSION, "", 2, TimeUnit.WORKING_DAYS, DECREE_191, False, IN_FORCE_DECREE_191),
    (RuleCode.SUBMIT_LEGAL, "", 5, TimeUnit.WORKING_DAYS, DECREE_191, False, IN_FORCE_DECREE_191),
    (RuleCode.SUBMIT_OTHER, "", 3, TimeUnit.WORKING_DAYS, DECREE_191, False, IN_FORCE_DECREE_191),
    (RuleCode.LEADER_OPINION, "", 3, TimeUnit.WORKING_DAYS, DECREE_191, False, IN_FORCE_DECREE_191),
]
SEED_WORDS = "Lịch làm việc được nạp lại"
HOURS_SOURCE = "Bộ luật Lao động 2019, Điều 105 (8 giờ một ngày); giờ mở cửa theo Quy chế nội bộ (mẫu)"


@transaction.atomic
def load_calendar(first: int = FIRST_YEAR, last: int = LAST_YEAR) -> int:
    """Load the years, their days, the working hours and the rules that are not there yet, and correct loaded days that
    have changed. Returns how many rows changed; the second time none. Decisions stay as they are."""
    changed = _load_hours() + _load_rules()
    touched = set(range(first, last + 1)) if changed else set()
    own = set(CalendarYear.objects.filter(confirmed=True, year__gt=LAST_CONFIRMED_YEAR).values_list("year", flat=True))
    wanted = {row.day: replace(row, confirmed=row.confirmed or row.day.year in own) for row in seed_days(first, last)}
    kept = {row.day: row for row in CalendarDay.objects.filter(origin=Origin.SEED, day__year__range=(first, last))}
    gone = kept.keys() - wanted.keys()
    years_before = set(CalendarYear.objects.values_list("year", flat=True))
    for day in gone:
        kept[day].delete()
        touched.add(day.year)
        changed += 1
    new: list[CalendarDay] = []
    mended: list[CalendarDay] = []
    for day, row in wanted.items():
        loaded = kept.get(day) or CalendarDay(day=day, origin=Origin.SEED)
        if loaded.pk and all(getattr(loaded, name) == getattr(row, name) for name in SEED_COLUMNS):
            continue
        for name in SEED_COLUMNS:
            setattr(loaded, name, getattr(row, name))
        (mended if loaded.pk else new).append(loaded)
        touched.add(day.year)
        changed += 1
    CalendarDay.objects.bulk_create(new)
    CalendarDay.objects.bulk_update(mended, SEED_COLUMNS)
    for number in range(first, last + 1):
        year, is_new = CalendarYear.objects.get_or_create(
            year=number, defaults={"confirmed": number <= LAST_CONFIRMED_YEAR, "source": NOTICES.get(number, "")}
        )
        changed += is_new
        if not is_new and number in touched:
            CalendarYear.objects.filter(pk=year.pk).update(version=uuid.uuid4())
    if mended or gone or new_days_of_old_years(new, years_before):
        CalendarChange.objects.create(verb="load", name="", source=SEED_WORDS, made_at=timezone.now())
    return changed


def new_days_of_old_years(new: list[CalendarDay], years_before: set[int]) -> bool:
    """Whether a year that was there already got days it had not."""
    return any(row.day.year in years_before for row in new)


def _load_hours() -> int:
    if WorkingHours.objects.exists():
        return 0
    WorkingHours.objects.create(
        morning_from=time(8),
        morning_to=time(12),
        afternoon_from=time(13),
        afternoon_to=time(17),
        source=HOURS_SOURCE,
        valid=(None, None),
    )
    return 1


def _load_rules() -> int:
    """A rule is loaded only when the office has none of its code and urgency: its own rules are never overruled."""
    own = set(DeadlineRule.objects.values_list("code", "urgency"))
    missing = [
        DeadlineRule(
            code=code,
            urgency=urgency,
            amount=amount,
            unit=unit,
            source=source,
            confirmed=confirmed,
            valid=(since, None),
        )
        for code, urgency, amount, unit, source, confirmed, since in RULES
        if (str(code), urgency) not in own
    ]
    DeadlineRule.objects.bulk_create(missing)
    return len(missing)
