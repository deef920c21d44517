"""The cast, seated, and a calendar: the ground of every test of documents; and lines of a former register."""

import csv
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from congvu.accounts.actors import Actor
from congvu.accounts.models import User
from congvu.accounts.samples import Cast, cast
from congvu.documents.archive.taking import Outcome, take_over
from congvu.documents.loading import load_document_types

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # Wednesday, 09:00 in Ha Noi


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW)


@pytest.fixture
def now() -> datetime:
    return NOW


def actor(user: User) -> Actor:
    return user.actor(NOW)


# -- a former register -----------------------------------------------------------------------------------------------
HEADINGS = ["Số đến", "Ngày đến", "Số, ký hiệu", "Ngày văn bản", "Cơ quan ban hành", "Tên loại", "Trích yếu", "Người ký",
            "Độ khẩn", "Đơn vị nhận", "Trạng thái", "Hồ sơ", "Ghi chú", "Tệp"]  # fmt: skip
Take = Callable[..., Outcome]


def line(number: int, **changes: str) -> list[str]:
    """A line as the old system wrote it."""
    cells = {
        "Số đến": str(number),
        "Ngày đến": "05/03/2024",
        "Số, ký hiệu": f"{number}/BXD-KHTC",
        "Ngày văn bản": "01/03/2024",
        "Cơ quan ban hành": "Bộ Xây dựng",
        "Tên loại": "Công văn",
        "Trích yếu": f"V/v cấp nước sạch nông thôn, đợt {number}",
        "Người ký": "Nguyễn Văn Thắng",
        "Độ khẩn": "Khẩn",
        "Đơn vị nhận": "Vụ Kinh tế tổng hợp",
        "Hồ sơ": "12/HS-KTTH",
    } | changes
    return [cells.get(heading, "") for heading in HEADINGS]


@pytest.fixture
def take(people: Cast, now: datetime, tmp_path: Path) -> Take:
    """Write a list and take it over."""
    load_document_types()

    def taken(*lines: Sequence[str], encoding: str = "utf-8", **more: Any) -> Outcome:
        path = tmp_path / "so-van-ban-den.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=";").writerows([HEADINGS, *lines])
        return take_over(path, people.office, files=tmp_path, at=now, **more)

    return taken
