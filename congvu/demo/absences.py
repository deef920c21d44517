"""Who is away when, and who acts for them: leave, missions, courses; some running today, some past."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from congvu.accounts.models import User
from congvu.demo.cast import Company
from congvu.demo.clock import Clock
from congvu.directory.actions import delegate
from congvu.directory.models import DelegationScope

# giver, receiver, first and last day in working days from the present one, scope, reason
_PLAN = (
    ("trongnghia", "minhchau", -2, 3, DelegationScope.EVERYTHING, "Đi công tác nước ngoài"),
    ("congluan", "hoangan", -3, 4, DelegationScope.EVERYTHING, "Nghỉ phép năm"),
    ("dinhlam", "kimphuong", -19, -15, DelegationScope.INSTRUCT, "Tháp tùng đoàn công tác địa phương"),
    ("leminhquan", "thuha", -26, -22, DelegationScope.ASSIGN, "Học bồi dưỡng kiến thức quốc phòng và an ninh"),
    ("kimphuong", "dinhlam", -33, -31, DelegationScope.INSTRUCT, "Điều trị tại bệnh viện"),
    (
        "head of NN",
        "deputy of NN",
        -12,
        -8,
        DelegationScope.EVERYTHING,
        "Đi kiểm tra công tác khắc phục hậu quả thiên tai",
    ),
    ("head of PL", "officer of PL", -30, -27, DelegationScope.ASSIGN, "Nghỉ phép năm"),
    ("chunhiem", "minhchau", -36, -35, DelegationScope.INSTRUCT, "Đi công tác nước ngoài"),
)


@dataclass(frozen=True)
class Absence:
    """One is away from the first day to the last; another acts."""

    giver: User
    receiver: User
    first: date
    last: date
    scope: str
    reason: str
    told_at: datetime

    def tell(self) -> None:
        """The giver delegates by the real action."""
        delegate(
            self.giver.person,
            receiver=self.receiver.person,
            scope=self.scope,
            from_on=self.first,
            to_on=self.last,
            reason=self.reason,
            at=self.told_at,
            by=self.giver.actor(self.told_at),
        )


def absences(company: Company, clock: Clock) -> Iterator[Absence]:
    """All absences, with the people and days of this office."""
    for giver, receiver, first, last, scope, reason in _PLAN:
        yield Absence(
            giver=_user(company, giver),
            receiver=_user(company, receiver),
            first=clock.day_before(-first),
            last=clock.day_before(-last) if last <= 0 else clock.day_after(clock.day_before(0), last),
            scope=scope,
            reason=reason,
            told_at=clock.moment_on(clock.day_before(1 - first)),
        )


def _user(company: Company, name: str) -> User:
    role, _of, notation = name.partition(" of ")
    if not notation:
        return company.by_name[name]
    department = company.departments[notation]
    return {"head": department.head, "deputy": department.deputies[0], "officer": department.officers[0]}[role]
