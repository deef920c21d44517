"""The fixed cast of tests and demo: people with invented names, seated and given accounts by the real actions."""

from dataclasses import dataclass
from datetime import date, datetime

from congvu.accounts.actions import open_account
from congvu.accounts.models import User
from congvu.core.retelling import told_once
from congvu.directory import samples as directory
from congvu.directory.installer import INSTALLER
from congvu.directory.models import Organisation, Unit
from congvu.directory.roles import Role


@dataclass(frozen=True)
class Cast:
    """Who plays in every test. `user.actor(at)` is what actions take as `by`."""

    office: Organisation
    department: Unit  # Vụ Kinh tế tổng hợp: head, deputy head, officer, second officer
    other_department: Unit  # Vụ Công nghiệp: head of another unit
    registry: Unit  # Phòng Văn thư: the clerk
    agency: Organisation  # Bộ Tài chính
    clerk: User
    officer: User
    second_officer: User
    head: User
    deputy_head: User
    other_head: User
    leader: User  # the Minister-Chairman
    vice_chairman: User
    inspector: User
    administrator: User
    agency_user: User  # clerk of the Ministry of Finance
    outsider: User  # clerk of the Ministry of Construction, without any relation


def member(
    username: str,
    full_name: str,
    *,
    unit: Unit,
    title: str,
    role: str,
    at: datetime,
    from_: date | None = None,
    is_sole: bool = False,
    rank: int = 1000,
    password: str | None = None,
) -> User:
    """Someone in a post with an account. Without a password the account is entered by tests' force_login only."""
    person = directory.seated(
        full_name,
        unit=unit,
        title=title,
        role=role,
        from_=from_ or date(at.year - 1, 1, 1),
        is_sole=is_sole,
        rank=rank,
        at=at,
    )
    return open_account(person, username=username, password=password, at=at, by=INSTALLER)


@told_once
def cast(at: datetime, password: str | None = None) -> Cast:
    """The fixed cast in the Office of the Government and two ministries, in post since the year before `at`."""
    office = directory.office(at)
    agency, stranger = directory.body("BTC"), directory.body("BXD")
    leadership, registry = directory.unit("LĐVP", of=office), directory.unit("VT", of=office)
    ktth, cn = directory.unit("KTTH", of=office), directory.unit("CN", of=office)

    def seat(username: str, full_name: str, unit: Unit, title: str, role: str, rank: int, sole: bool = False) -> User:
        return member(
            username, full_name, unit=unit, title=title, role=role, rank=rank, is_sole=sole, at=at, password=password
        )

    return Cast(
        office=office,
        department=ktth,
        other_department=cn,
        registry=registry,
        agency=agency,
        leader=seat("chunhiem", "Trần Đình Phúc", leadership, "Bộ trưởng, Chủ nhiệm", Role.LEADER, 1, sole=True),
        vice_chairman=seat("phochunhiem", "Lê Thị Minh Châu", leadership, "Phó Chủ nhiệm", Role.LEADER, 2),
        head=seat("vutruong", "Phạm Quốc Hưng", ktth, "Vụ trưởng", Role.HEAD, 10),
        deputy_head=seat("phovutruong", "Đỗ Thanh Hương", ktth, "Phó Vụ trưởng", Role.DEPUTY_HEAD, 11),
        officer=seat("chuyenvien", "Nguyễn Thu Hà", ktth, "Chuyên viên", Role.OFFICER, 20),
        second_officer=seat("chuyenvien2", "Vũ Hoàng Nam", ktth, "Chuyên viên", Role.OFFICER, 20),
        other_head=seat("vutruongcn", "Hoàng Văn Sơn", cn, "Vụ trưởng", Role.HEAD, 10),
        clerk=seat("vanthu", "Bùi Ngọc Lan", registry, "Văn thư", Role.CLERK, 30),
        inspector=seat(
            "theodoi", "Đặng Xuân Trường", directory.unit("TH", of=office), "Chuyên viên theo dõi", Role.INSPECTOR, 21
        ),
        administrator=seat(
            "quantri", "Lý Khánh Linh", directory.unit("CĐS", of=office), "Quản trị hệ thống", Role.ADMINISTRATOR, 40
        ),
        agency_user=seat(
            "vanthubtc", "Ngô Bích Thủy", directory.with_registry(agency, at=at), "Văn thư", Role.CLERK, 30
        ),
        outsider=seat(
            "vanthubxd", "Trịnh Công Thành", directory.with_registry(stranger, at=at), "Văn thư", Role.CLERK, 30
        ),
    )
