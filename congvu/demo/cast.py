"""The people of the demonstration's office, all invented: leaders, departments, registry, and two bodies that write to it.

`CAST` are those whom the sign-in page lets you be at one click; they share one password, everybody else has none.
"""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from congvu.accounts.actions import open_account
from congvu.accounts.models import User
from congvu.demo.names import Names
from congvu.directory import samples as directory
from congvu.directory.actions import appoint, enrol, open_post
from congvu.directory.installer import INSTALLER
from congvu.directory.models import Organisation, Person, Post, PostHolding, Unit
from congvu.directory.roles import Role

PASSWORD = "congvu-demo-2026"  # noqa: S105


@dataclass(frozen=True)
class Player:
    """One of the cast on the sign-in page: `role` is a word, `shows` what there is to see."""

    username: str
    full_name: str
    role: Any
    shows: Any


CAST = (
    Player("vanthu", "Trần Văn Bình", _("Registry clerk"), _("documents to register and to present, one of them immediate")),
    Player("thuha", "Nguyễn Thu Hà", _("Officer"), _("her work: late, due today, due next week")),
    Player("dangkhoa", "Vũ Đăng Khoa", _("Officer"), _("work of the department of industry")),
    Player("leminhquan", "Lê Minh Quân", _("Head of unit"), _("documents to give to officers, and who in the unit is late")),
    Player("hoangan", "Phan Hoàng An", _("Deputy head acting for the head"), _("the head is on leave")),
    Player("chunhiem", "Đỗ Quang Khải", _("Minister-Chairman"), _("documents that wait for an instruction")),
    Player("minhchau", "Lê Thị Minh Châu", _("Vice-Chairwoman"), _("acts for a Vice-Chairman on mission")),
    Player("theodoi", "Hoàng Bảo Trâm", _("Inspector"), _("the whole register, what is late and who has it")),
    Player("quantri", "Lý Gia Bách", _("Administrator"), _("bodies, units, people, calendar")),
    Player("vanthubtc", "Ngô Bích Thủy", _("Clerk of the Ministry of Finance"), _("another body: sees nothing of this office")),
)  # fmt: skip
NAMES = {player.username: player.full_name for player in CAST}

LEADERS = (
    ("chunhiem", NAMES["chunhiem"], "Bộ trưởng, Chủ nhiệm"),
    ("minhchau", NAMES["minhchau"], "Phó Chủ nhiệm"),
    ("trongnghia", "Hoàng Trọng Nghĩa", "Phó Chủ nhiệm"),
    ("dinhlam", "Vũ Đình Lâm", "Phó Chủ nhiệm"),
    ("kimphuong", "Đào Kim Phượng", "Phó Chủ nhiệm"),
)
# which leader has which departments; the Minister-Chairman takes what is weighty
IN_CHARGE = {
    "minhchau": ("KGVX", "TKBT", "TTTT", "TCCB", "TH"),
    "trongnghia": ("KTTH", "CN", "QHQT", "CĐS"),
    "dinhlam": ("NN", "NC", "V.I", "QTTV"),
    "kimphuong": ("PL", "TCCV", "QHĐP", "HC"),
}
# people with names of their own; all others are drawn
HEADS = {"KTTH": ("leminhquan", NAMES["leminhquan"]), "CN": ("congluan", "Bùi Công Luận")}
DEPUTIES = {"KTTH": [("thanhhuong", "Đỗ Thanh Hương")], "CN": [("hoangan", NAMES["hoangan"])]}
OFFICERS = {
    "KTTH": [("thuha", NAMES["thuha"]), ("hoangnam", "Vũ Hoàng Nam"), ("ngocdiep", "Đinh Ngọc Diệp")],
    "CN": [("dangkhoa", NAMES["dangkhoa"])],
}
CLERKS = (("vanthu", NAMES["vanthu"]), ("ngoclan", "Bùi Ngọc Lan"), ("tuyetmai", "Tạ Tuyết Mai"))
SIZES = {"KTTH": 6, "TH": 6, "KGVX": 6, "CN": 5, "NN": 5, "NC": 5, "QHĐP": 5, "HC": 3, "V.I": 3, "TCCB": 3, "QTTV": 4}
GRADES = ("Chuyên viên", "Chuyên viên", "Chuyên viên", "Chuyên viên chính", "Chuyên viên cao cấp")


@dataclass
class Department:
    """A department with its people's accounts."""

    unit: Unit
    head: User
    deputies: list[User]
    officers: list[User]


@dataclass
class Company:
    """The whole company: who plays in the story. `by_name` finds an account by its user name."""

    office: Organisation
    registry: Unit
    leaders: list[User] = field(default_factory=list)
    clerks: list[User] = field(default_factory=list)
    departments: dict[str, Department] = field(default_factory=dict)
    by_name: dict[str, User] = field(default_factory=dict)

    def charges(self, username: str) -> tuple[str, ...]:
        """The departments a Vice-Chairman is in charge of."""
        return IN_CHARGE[username]

    def leader_of(self, notation: str) -> User:
        """The Vice-Chairman in charge of the department."""
        return self.by_name[next(name for name, units in IN_CHARGE.items() if notation in units)]


def company_again() -> Company:
    """The company as it was seated, read back from its posts."""
    office = Organisation.objects.get(data_key="vpcp")
    company = Company(office, directory.unit("VT", of=office))
    seats: dict[tuple[str, str], list[User]] = {}
    held = PostHolding.objects.filter(post__unit__organisation=office).order_by("post__rank", "pk")
    for holding in held.select_related("post__unit", "person__user__person"):
        user = holding.person.user
        company.by_name[user.username] = user
        seats.setdefault((holding.post.unit.notation, holding.post.role), []).append(user)
    company.leaders = [company.by_name[username] for username, _name, _title in LEADERS]
    company.clerks = [company.by_name[username] for username, _name in CLERKS]
    for unit in Unit.objects.filter(organisation=office, kind="department").order_by("rank"):
        company.departments[unit.notation] = Department(
            unit,
            seats[unit.notation, Role.HEAD][0],
            seats[unit.notation, Role.DEPUTY_HEAD],
            seats[unit.notation, Role.OFFICER],
        )
    return company


class Casting:
    """Seats everyone by the real actions, at one moment before the story begins."""

    def __init__(self, at: datetime, chance: random.Random) -> None:
        self._at = at
        self._chance = chance
        own = {name for pairs in (*DEPUTIES.values(), *OFFICERS.values(), CLERKS) for _username, name in pairs}
        own |= {name for _username, name in HEADS.values()} | {name for _username, name, _title in LEADERS}
        self._names = Names(chance, own | set(NAMES.values()))
        self._posts: dict[tuple[int, str], Post] = {}
        office = directory.office(at)
        self.company = Company(office, directory.unit("VT", of=office))

    def seat_all(self) -> Company:
        """Everyone in their posts, with accounts."""
        company = self.company
        leadership = directory.unit("LĐVP", of=company.office)
        for place, (username, name, title) in enumerate(LEADERS):
            rank, sole = (1, True) if place == 0 else (2, False)
            company.leaders.append(self._seat(username, name, leadership, title, Role.LEADER, rank, sole))
        units = Unit.objects.filter(organisation=company.office, kind="department").order_by("rank")
        for unit in units:
            company.departments[unit.notation] = self._department(unit)
        self._registry()
        self._seat(
            "theodoi",
            NAMES["theodoi"],
            company.departments["TH"].unit,
            "Chuyên viên theo dõi, kiểm tra",
            Role.INSPECTOR,
            21,
        )
        administration = company.departments["CĐS"].unit
        self._seat("quantri", NAMES["quantri"], administration, "Quản trị hệ thống", Role.ADMINISTRATOR, 40)
        self._agencies()
        User.objects.filter(username__in=NAMES).update(
            password=make_password(PASSWORD)
        )  # hashing is slow: once for all
        return company

    def _department(self, unit: Unit) -> Department:
        word = "Cục trưởng" if unit.name.startswith("Cục") else "Vụ trưởng"
        username, name = HEADS.get(unit.notation, ("", ""))
        head = self._seat(username, name or self._names.anyone(), unit, word, Role.HEAD, 10, True)
        own_deputies = DEPUTIES.get(unit.notation, [])
        drawn = [("", self._names.anyone()) for _place in range(2 - len(own_deputies))]
        deputies = [
            self._seat(username, name, unit, f"Phó {word}", Role.DEPUTY_HEAD, 11)
            for username, name in own_deputies + drawn
        ]
        own = OFFICERS.get(unit.notation, [])
        people = own + [("", self._names.anyone()) for _place in range(SIZES.get(unit.notation, 4) - len(own))]
        officers = [
            self._seat(username, name, unit, GRADES[0] if username else self._chance.choice(GRADES), Role.OFFICER, 20)
            for username, name in people
        ]
        return Department(unit, head, deputies, officers)

    def _registry(self) -> None:
        registry = self.company.registry
        self._seat("", self._names.woman(), registry, "Trưởng phòng", Role.HEAD, 10, True)
        self.company.clerks = [
            self._seat(username, name, registry, "Văn thư", Role.CLERK, 30) for username, name in CLERKS
        ]

    def _agencies(self) -> None:
        finance, province = directory.body("BTC"), Organisation.objects.get(data_key="h41")
        registry = directory.with_registry(finance, at=self._at)
        self._seat("vanthubtc", NAMES["vanthubtc"], registry, "Văn thư", Role.CLERK, 30)
        self._seat("chuyenvienbtc", "Trương Quốc Bảo", registry, "Chuyên viên", Role.OFFICER, 31)
        registry = directory.with_registry(province, at=self._at)
        self._seat("vanthuna", "Hồ Thị Lam Giang", registry, "Văn thư", Role.CLERK, 30)

    def _seat(self, username: str, name: str, unit: Unit, title: str, role: str, rank: int, sole: bool = False) -> User:
        at, day = self._at, self._appointed_on()
        person: Person = enrol(name, email=f"{username}@vpcp.example" if username else "", at=at, by=INSTALLER)
        key = (unit.pk, title)
        if key not in self._posts:
            self._posts[key] = open_post(unit, title=title, role=role, is_sole=sole, rank=rank, at=at, by=INSTALLER)
        decision = f"{self._chance.randint(40, 990)}/QĐ-VPCP"
        appoint(self._posts[key], person=person, from_=day, decided_by=decision, at=at, by=INSTALLER)
        username = username or f"nv{len(self.company.by_name) + 1:03}"
        user = open_account(person, username=username, email=person.email, at=at, by=INSTALLER)
        self.company.by_name[username] = user
        return user

    def _appointed_on(self) -> date:
        return self._at.date() - timedelta(days=self._chance.randint(430, 1400))
