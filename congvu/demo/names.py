"""Invented names of people, put together as Vietnamese names are: family name, middle name, given name."""

import random

_FAMILY = [
    "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Trần", "Lê", "Lê", "Lê", "Phạm", "Phạm",
    "Hoàng", "Hoàng", "Huỳnh", "Phan", "Vũ", "Vũ", "Võ", "Đặng", "Đặng", "Bùi", "Bùi", "Đỗ", "Đỗ", "Hồ", "Ngô",
    "Dương", "Lý", "Đinh", "Trịnh", "Mai", "Tạ", "Cao", "Lương", "Chu", "Quách", "Thái", "Tô", "Kiều", "Nông", "Hà",
    "Lò", "Giàng", "Vi",
]  # fmt: skip
_MEN = [
    "Văn Sáng", "Đức Thịnh", "Quang Huy", "Hữu Nghĩa", "Minh Đăng", "Xuân Bách", "Tuấn Kiệt", "Hoàng Long", "Mạnh Cường",
    "Trung Hiếu", "Anh Dũng", "Tiến Lộc", "Bảo Khánh", "Thành Vinh", "Công Luận", "Duy Khoa", "Gia Phong", "Hải Đăng",
    "Đình Tùng", "Khắc Hùng", "Thế Anh", "Viết Thanh", "Sỹ Quý", "Trọng Tấn", "Như Cương", "Phúc Nguyên", "Ngọc Sơn",
    "Việt Bắc", "Nhật Minh", "Đăng Khôi", "Cảnh Toàn", "Thiện Nhân", "Chí Công", "Hồng Quân", "Vĩnh Thụy", "Kim Long",
]  # fmt: skip
_WOMEN = [
    "Thị Hạnh", "Thu Trang", "Ngọc Diệp", "Thanh Nhàn", "Mai Phương", "Khánh Vân", "Thùy Dung", "Bích Ngọc", "Hồng Nhung",
    "Diệu Linh", "Minh Nguyệt", "Thị Tâm", "Phương Thảo", "Hoài An", "Quỳnh Chi", "Tuyết Mai", "Lan Anh", "Hải Yến",
    "Kiều Oanh", "Việt Hà", "Thị Lụa", "Ánh Tuyết", "Như Quỳnh", "Tường Vy", "Bảo Ngân", "Cẩm Tú", "Thị Xuyến", "Vân Khanh",
    "Mỹ Hạnh", "Thanh Thúy", "Thị Hiền", "Đan Lê", "Hà Giang", "Thục Quyên",
]  # fmt: skip


class Names:
    """Gives names nobody else in the office bears."""

    def __init__(self, chance: random.Random, taken: set[str] | None = None) -> None:
        self._chance = chance
        self._taken = set(taken or ())

    def man(self) -> str:
        return self._new(_MEN)

    def woman(self) -> str:
        return self._new(_WOMEN)

    def anyone(self) -> str:
        return self.man() if self._chance.random() < 0.55 else self.woman()

    def _new(self, given: list[str]) -> str:
        while True:
            name = f"{self._chance.choice(_FAMILY)} {self._chance.choice(given)}"
            if name not in self._taken:
                self._taken.add(name)
                return name
