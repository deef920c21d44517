"""The kinds of lists: their columns in the order of the template, and what a line means."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from congvu.administration.importing import lines
from congvu.administration.importing.columns import Col, a_day, a_flag, an_address, one_of
from congvu.administration.models import ListKind
from congvu.directory.models import OrganisationKind, UnitKind
from congvu.directory.roles import Role
from congvu.workdays.models import DayKind


@dataclass(frozen=True)
class Kind:
    """A kind of list. `words`: what it is for, and how a line finds what it speaks of."""

    code: str
    icon: str
    words: object
    columns: tuple[Col, ...]
    enter: Callable[..., str]

    @property
    def label(self) -> object:
        return ListKind(self.code).label


CODE = _("Identification code")
DECISION = _("Deciding document")
KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            ListKind.BODIES,
            "landmark",
            _("A body is found by its identification code; another name needs its deciding document and first day."),
            (
                Col("code", CODE, True, most=35, example="X01"),
                Col("name", _("Name of the body"), True, example="Viện Thử nghiệm"),
                Col("short_name", _("Short name"), most=120),
                Col("notation", _("Letters in references"), most=40, example="VTN"),
                Col("kind", _("Kind of body"), True, one_of(OrganisationKind.choices), example="Khác"),
                Col("place", _("Place"), most=80, example="Hà Nội"),
                Col("parent", _("Code of the body above"), most=35),
                Col("from_on", _("From the day"), False, a_day, example="01/01/2027"),
                Col("is_endpoint", _("Given tasks"), False, a_flag, example="x"),
                Col("address", _("Address")),
                Col("email", _("E-mail"), False, an_address),
                Col("phone", _("Telephone"), most=40),
                Col("decided_by", DECISION, example="12/QĐ-TTg"),
            ),
            lines.body_line,
        ),
        Kind(
            ListKind.UNITS,
            "building-2",
            _("A unit is found by the code of its body and its letters."),
            (
                Col("body", _("Code of the body"), True, most=35, example="X01"),
                Col("notation", _("Letters of the unit"), True, most=20, example="TH"),
                Col("name", _("Name of the unit"), True, most=200, example="Phòng Tổng hợp"),
                Col("kind", _("Kind of unit"), False, one_of(UnitKind.choices)),
                Col("parent", _("Letters of the unit above"), most=20),
                Col("from_on", _("From the day"), False, a_day, example="01/01/2027"),
            ),
            lines.unit_line,
        ),
        Kind(
            ListKind.PEOPLE,
            "users-round",
            _("Someone is found by the staff number, else by the e-mail, else by the name within the body."),
            (
                Col("staff_number", _("Staff number"), most=20, example="CB-0001"),
                Col("full_name", _("Full name"), True, most=120, example="Nguyễn Thị An"),
                Col("email", _("E-mail"), False, an_address),
                Col("phone", _("Telephone"), most=40),
                Col("body", _("Code of the body"), True, most=35, example="X01"),
                Col("unit", _("Letters of the unit"), True, most=20, example="TH"),
                Col("title", _("Title of the post"), True, most=120, example="Chuyên viên"),
                Col("role", _("Role"), True, one_of(Role.choices), example="Chuyên viên"),
                Col("is_sole", _("One holder at a time"), False, a_flag),
                Col("from_on", _("From the day"), True, a_day, example="01/01/2027"),
                Col("until", _("Until (first day no longer)"), False, a_day),
                Col("decided_by", DECISION, most=120),
            ),
            lines.person_line,
        ),
        Kind(
            ListKind.HOLIDAYS,
            "calendar-days",
            _("What was decided about days: holidays, days off in lieu, swapped days, make-up working days."),
            (
                Col("day", _("Day"), True, a_day, example="02/01/2026"),
                Col("kind", _("What was decided"), True, one_of(DayKind.choices)),
                Col("name", _("Name of the day"), True, most=160),
                Col("made_up_on", _("Made up on"), False, a_day),
                Col("source", DECISION, True),
            ),
            lines.day_line,
        ),
    )
}
