"""Matters about which bodies write to the office: patterns of abstracts and paragraphs (content/*.toml), and their words."""

import random
import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Matter:
    """One pattern. `lead` and `contributing` are letters of units; `senders` are letters of bodies, keys of the shipped
    tables, `@tinh` (a province), `@bo` (a ministry) or `!name` of a body the directory does not know."""

    lead: str
    contributing: tuple[str, ...]
    senders: tuple[str, ...]
    kind: str
    section: str
    title: str
    facts: tuple[str, ...]
    ask: str
    urgent: bool = False


@cache
def matters() -> tuple[Matter, ...]:
    """All patterns, in the order of the files' names."""
    return tuple(
        Matter(
            lead=row["lead"],
            contributing=tuple(row["with"]),
            senders=tuple(row["from"]),
            kind=row["kind"],
            section=row["section"],
            title=row["title"],
            facts=tuple(row["facts"]),
            ask=row["ask"],
            urgent=row.get("urgent", False),
        )
        for file in sorted(CONTENT.glob("*.toml"))
        if file.name not in ("slots.toml", "sayings.toml")
        for row in _table(file)["matter"]
    )


@cache
def words() -> dict[str, list[str]]:
    """The words that fill the slots."""
    return _table(CONTENT / "slots.toml")


@cache
def sayings() -> dict[str, list[str]]:
    """What people of the office write: instructions, opinions, results, reasons."""
    return _table(CONTENT / "sayings.toml")


def _table(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


class Filler:
    """Fills the slots of one letter; the same slot always gets the same words."""

    def __init__(self, chance: random.Random, *, on: date, place: str) -> None:
        self._chance = chance
        self._on = on
        self._given: dict[str, str] = {"diaphuong": place}

    def __call__(self, text: str) -> str:
        return _SLOT.sub(lambda found: self._word(found[1]), text)

    def _word(self, slot: str) -> str:
        if slot not in self._given:
            self._given[slot] = self._new(slot.rstrip("0123456789"))
        return self._given[slot]

    def _new(self, slot: str) -> str:
        if slot in words():
            return self._chance.choice(words()[slot])
        return str(getattr(self, f"_{slot}")())

    # -- figures and days, as the slots are named ------------------------------------------------------------------
    def _tien(self) -> str:
        return f"{_number(self._chance.choice((1, 10, 100)) * self._chance.uniform(3, 90))} tỷ đồng"

    def _usd(self) -> str:
        return f"{_number(self._chance.uniform(40, 900))} triệu USD"

    def _pt(self) -> str:
        return f"{_number(self._chance.uniform(38, 97))}%"

    def _ptnho(self) -> str:
        return f"{_number(self._chance.uniform(1.1, 14))}%"

    def _n(self) -> int:
        return self._chance.randint(14, 260)

    def _nho(self) -> str:
        return f"{self._chance.randint(3, 12):02}"

    def _motso(self) -> str:
        return f"{self._chance.randint(2, 4):02}"

    def _ha(self) -> str:
        return _number(self._chance.uniform(12, 2400))

    def _thang(self) -> str:
        return f"{self._before().month:02}"

    def _thangsau(self) -> str:
        return f"{self._on.month:02}"

    def _quy(self) -> str:
        return ("I", "II", "III", "IV")[(self._before().month - 1) // 3]

    def _nam(self) -> int:
        return self._before().year

    def _namsau(self) -> int:
        return self._before().year + 1

    def _namtruoc(self) -> int:
        return self._before().year - self._chance.randint(2, 4)

    def _namhoc(self) -> str:
        start = self._on.year if self._on.month >= 8 else self._on.year - 1
        return f"{start} - {start + 1}"

    def _ngaytoi(self) -> str:
        return f"{self._on + timedelta(days=self._chance.randint(6, 14)):%d/%m/%Y}"

    def _before(self) -> date:
        return self._on.replace(day=1) - timedelta(days=1)


def _number(value: float) -> str:
    """1245.6 as 1.245,6"""
    return f"{value:,.1f}".translate(str.maketrans(",.", ".,"))
