"""Abstracts of a million documents: the demonstration's matters with other places, people, companies and clauses, some words
common and most rare, as in a real register."""

import random
import re
from datetime import date
from itertools import accumulate
from pathlib import Path

from congvu.demo.matters import Filler, Matter, matters, words
from congvu.demo.names import Names

PLACES = Path(__file__).parents[1] / "data" / "places.txt"
_CLAUSE = re.compile(r"[,;.:]\s+|\s+-\s+")
_HEADS = ("V/v", "Báo cáo", "Đề nghị", "Xin ý kiến về", "Góp ý dự thảo", "Trả lời", "Kiến nghị", "Hướng dẫn", "Triển khai",
          "Đôn đốc", "Cung cấp thông tin về", "Phối hợp", "Rà soát", "Kết quả", "Bổ sung hồ sơ", "Thẩm định")  # fmt: skip
_TRADES = (
    "Xây dựng",
    "Thương mại",
    "Đầu tư",
    "Cơ khí",
    "Dệt may",
    "Thủy sản",
    "Năng lượng",
    "Công nghệ",
    "Vận tải",
    "Dược",
)
_SYLLABLES = (
    "Minh", "Phát", "Hưng", "Thịnh", "Lộc", "Đạt", "Thành", "Công", "Tân", "Việt", "Á", "Đông", "Nam", "Bắc", "Sơn", "Hà",
    "Long", "Vân", "Kim", "Ngân", "Bảo", "Tín", "An", "Khang", "Phú", "Quý", "Gia", "Hòa", "Thái", "Bình", "Trường", "Sa",
    "Hải", "Đại", "Dương", "Quang", "Vinh", "Hoàng", "Anh", "Tuấn", "Kiệt", "Xuân", "Mai", "Thiên", "Ân", "Nhật", "Nguyệt",
    "Cửu", "Hồng", "Ngọc", "Lan", "Duy", "Tiến",
)  # fmt: skip


class Titles:
    """Draws titles. Everything is drawn with a skew: the first clause of the list is common, the last one rare."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._places = [line for line in PLACES.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
        self._clauses = _clauses()
        chance.shuffle(self._clauses)
        self._weights = list(accumulate(1 / (place + 3) for place in range(len(self._clauses))))
        self._matters = list(matters())

    def one(self, on: date) -> tuple[str, Matter]:
        """A title and its matter."""
        chance = self._chance
        matter = chance.choice(self._matters)
        drawn = chance.random()
        if drawn < 0.45:
            title = Filler(chance, on=on, place=self._place())(matter.title)
        else:
            title = f"{chance.choice(_HEADS)} {self._clause(on)}"
        if drawn > 0.85:
            title = f"{title}, {self._clause(on)}"
        return (title + self._tail())[:600], matter

    def note(self, on: date) -> str:
        """What somebody wrote of a document."""
        return self._clause(on)

    def company(self) -> str:
        """A company nobody knows."""
        chance = self._chance
        name = " ".join(chance.choices(_SYLLABLES, k=2))
        return f"Công ty {chance.choice(('TNHH', 'cổ phần'))} {chance.choice(_TRADES)} {name}"

    def _clause(self, on: date) -> str:
        text = self._chance.choices(self._clauses, cum_weights=self._weights)[0]
        return Filler(self._chance, on=on, place=self._place())(text) if "{" in text else text

    def _place(self) -> str:
        return self._chance.choice(self._places)

    def _tail(self) -> str:
        """Whom or what it is about: a commune, somebody's petition, a company, a number, a project."""
        chance = self._chance
        drawn = chance.random()
        if drawn < 0.3:
            return f" tại {self._place()}"
        if drawn < 0.42:
            return f" (đơn của {chance.choice(('ông', 'bà'))} {Names(chance).anyone()})"
        if drawn < 0.55:
            return f" của {self.company()}"
        if drawn < 0.65:
            return f" theo Công văn số {chance.randint(12, 9800)}/VPCP-{chance.choice(self._matters).lead}"
        if drawn < 0.68:
            return f" (mã dự án {''.join(chance.choices('ABCDEGHKLMNPQRSTVX', k=3))}{chance.randint(100, 99_999)})"
        return ""


def _clauses() -> list[str]:
    """Clauses of the demonstration's letters, and the things its slots name."""
    texts = [text for matter in matters() for text in (*matter.facts, matter.ask)]
    found = {piece.strip() for text in texts for piece in _CLAUSE.split(text)}
    things = {thing for slot in words().values() for thing in slot}
    return sorted(piece for piece in found | things if 3 <= len(piece.split()) <= 22)
