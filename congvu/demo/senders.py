"""Who writes to the office: the bodies of the directory valid on the day, their invented signatories and their capacities."""

import random
from dataclasses import dataclass
from datetime import date

from congvu.demo.names import Names
from congvu.directory.models import Organisation, OrganisationKind

# (title of the head, title of a deputy): a deputy signs "KT." for the head (Decree 30/2020, annex I, II.7)
_TITLES: dict[str, tuple[str, str]] = {
    OrganisationKind.MINISTRY: ("BỘ TRƯỞNG", "THỨ TRƯỞNG"),
    OrganisationKind.PROVINCE: ("CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    OrganisationKind.CORPORATION: ("TỔNG GIÁM ĐỐC", "PHÓ TỔNG GIÁM ĐỐC"),
    OrganisationKind.ASSEMBLY: ("CHỦ NHIỆM", "PHÓ CHỦ NHIỆM"),
    OrganisationKind.PARTY: ("CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"),
}
_OWN_TITLES: dict[str, tuple[str, str]] = {
    "NHNN": ("THỐNG ĐỐC", "PHÓ THỐNG ĐỐC"),
    "TTCP": ("TỔNG THANH TRA", "PHÓ TỔNG THANH TRA"),
    "TANDTC": ("CHÁNH ÁN", "PHÓ CHÁNH ÁN"),
    "VKSTC": ("VIỆN TRƯỞNG", "PHÓ VIỆN TRƯỞNG"),
    "KTNN": ("TỔNG KIỂM TOÁN NHÀ NƯỚC", "PHÓ TỔNG KIỂM TOÁN NHÀ NƯỚC"),
    "THVN": ("TỔNG GIÁM ĐỐC", "PHÓ TỔNG GIÁM ĐỐC"),
    "TNVN": ("TỔNG GIÁM ĐỐC", "PHÓ TỔNG GIÁM ĐỐC"),
    "TTX": ("TỔNG GIÁM ĐỐC", "PHÓ TỔNG GIÁM ĐỐC"),
    "ĐHQGHN": ("GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
    "ĐHQG": ("GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
    "BND": ("TỔNG BIÊN TẬP", "PHÓ TỔNG BIÊN TẬP"),
    "TCCS": ("TỔNG BIÊN TẬP", "PHÓ TỔNG BIÊN TẬP"),
    "VPCTN": ("CHỦ NHIỆM", "PHÓ CHỦ NHIỆM"),
}
_OTHERS = ("CHỦ TỊCH", "PHÓ CHỦ TỊCH")
_VOLUMES: dict[str, int] = {
    OrganisationKind.MINISTRY: 9_000,
    OrganisationKind.MINISTERIAL: 7_000,
    OrganisationKind.PROVINCE: 6_500,
    OrganisationKind.CORPORATION: 4_000,
}


@dataclass(frozen=True)
class Sender:
    """A body that writes, with those who sign for it. `area` is the province it speaks for, if any."""

    name: str
    notation: str
    place: str
    titles: tuple[str, str]
    signatories: tuple[str, ...]
    volume: int
    body: Organisation | None = None
    collective: str = ""
    area: str = ""

    @property
    def is_party(self) -> bool:
        """Party bodies write the notation the other way round: 18-CV/VPTW."""
        return self.body is not None and self.body.kind == OrganisationKind.PARTY

    @property
    def short(self) -> str:
        return self.body.label if self.body else self.name

    @property
    def copies_to(self) -> tuple[str, ...]:
        head = self.titles[0].capitalize()
        return (f"{head} (để báo cáo)", "Các cơ quan liên quan")

    def signatory(self, chance: random.Random) -> tuple[str, tuple[str, ...]]:
        """Who signs this time, and in what capacity: mostly a deputy for the head."""
        place = chance.choices(range(len(self.signatories)), [1, *[2] * (len(self.signatories) - 1)])[0]
        head, deputy = self.titles
        lines = (head,) if place == 0 else (f"KT. {head}", deputy)
        return self.signatories[place], (self.collective, *lines) if self.collective else lines


class Senders:
    """The senders of a day, each with the same signatories throughout."""

    def __init__(self, on: date, names: Names, chance: random.Random) -> None:
        self._names = names
        self._chance = chance
        self._known: dict[str, Sender] = {}
        bodies = list(Organisation.objects.valid_on(on).exclude(data_key="").order_by("rank", "pk"))
        self._by_key = {body.data_key: body for body in bodies}
        self._by_letters = {body.notation: body for body in reversed(bodies)}
        self._groups = {
            "@tinh": [body for body in bodies if body.kind == OrganisationKind.PROVINCE],
            "@bo": [body for body in bodies if body.kind == OrganisationKind.MINISTRY],
        }

    def one_of(self, codes: tuple[str, ...]) -> Sender:
        code = self._chance.choice(codes)
        if code.startswith("!"):
            return self._known.setdefault(code, self._company(code[1:]))
        body = self._chance.choice(self._groups[code]) if code in self._groups else self._find(code)
        return self._sender(body)

    def any_area(self) -> str:
        """A province that a ministry's letter speaks of: "tỉnh Nghệ An"."""
        return _area(self._chance.choice(self._groups["@tinh"]))

    def _find(self, code: str) -> Organisation:
        return self._by_key.get(code) or self._by_letters[code]

    def _sender(self, body: Organisation) -> Sender:
        if body.data_key not in self._known:
            province = body.kind == OrganisationKind.PROVINCE
            self._known[body.data_key] = Sender(
                name=body.name,
                notation=body.notation,
                place=body.place.removeprefix("Thành phố ").replace("Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
                titles=_OWN_TITLES.get(body.notation) or _TITLES.get(body.kind, _OTHERS),
                signatories=tuple(self._names.anyone() for _place in range(4)),
                volume=_VOLUMES.get(body.kind, 2_400) + self._chance.randint(-900, 2_500),
                body=body,
                collective="TM. ỦY BAN NHÂN DÂN" if province else "",
                area=_area(body) if province else "",
            )
        return self._known[body.data_key]

    def _company(self, name: str) -> Sender:
        letters = "".join(word[0] for word in name.split()[-3:]).upper()
        return Sender(
            name, letters, "Hà Nội", ("GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), (self._names.man(), self._names.woman()), 240
        )


def _area(body: Organisation) -> str:
    return body.name.removeprefix("Ủy ban nhân dân ")
