"""The table of actions on the ground floor: the directory, accounts, the calendar."""

from datetime import date, time, timedelta

from congvu.accounts import actions as accounts
from congvu.accounts.models import User
from congvu.directory import actions as directory
from congvu.directory.installer import INSTALLER
from congvu.directory.models import CodeScheme, Organisation, OrganisationKind, Person, Post, PostHolding, Unit
from congvu.directory.roles import Role
from congvu.notifications import actions as notifications
from congvu.notifications.models import ReminderRule
from congvu.notifications.models import Stage as Stage_
from congvu.notifications.notices import Ways
from congvu.notifications.seed import load_ladder
from congvu.workdays import actions as workdays
from congvu.workdays.models import CalendarYear, DayKind, RuleCode, TimeUnit
from tests.architecture.attempts import Attempt, attempt, trying
from tests.architecture.stage import Stage

NOT_ADMINISTRATORS = "clerk officer head leader inspector agency_user"
DECISION = "Quyết định số 12/QĐ-TTg"


# -- bodies -----------------------------------------------------------------------------------------------------------
def body(stage: Stage, name: str = "Cục Thử nghiệm") -> Organisation:
    kind = OrganisationKind.OTHER
    return directory.create_body(name, kind=kind, from_on=date(stage.today.year, 1, 1), at=stage.now, by=INSTALLER)


@trying(directory.create_body, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_new_body(stage: Stage) -> Attempt:
    return attempt("Cục Thử nghiệm", kind=OrganisationKind.OTHER, from_on=stage.today)


@trying(directory.rename_body, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_body_with_a_new_name(stage: Stage) -> Attempt:
    return attempt(body(stage), name="Cục Đo lường", on=stage.today, source=DECISION)


@trying(directory.merge_bodies, by="administrator", not_by=NOT_ADMINISTRATORS)
def two_bodies_that_become_one(stage: Stage) -> Attempt:
    merged = [body(stage), body(stage, "Viện Thử nghiệm")]
    return attempt(merged, into=body(stage, "Tổng cục Thử nghiệm"), on=stage.today, source=DECISION)


@trying(directory.split_body, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_body_that_becomes_two(stage: Stage) -> Attempt:
    heirs = [body(stage, "Cục Đo lường"), body(stage, "Cục Chất lượng")]
    return attempt(body(stage), into=heirs, on=stage.today, source=DECISION)


@trying(directory.close_body, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_body_that_ends(stage: Stage) -> Attempt:
    return attempt(body(stage), on=stage.today, reason=DECISION)


@trying(directory.give_code, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_body_without_a_code(stage: Stage) -> Attempt:
    return attempt(body(stage), scheme=CodeScheme.NEW, code="T99.01", from_on=stage.today, source=DECISION)


@trying(directory.describe_body, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_body_that_has_moved_house(stage: Stage) -> Attempt:
    return attempt(body(stage), address="1 Hoàng Hoa Thám, Hà Nội", place="Hà Nội")


# -- units, posts, people ---------------------------------------------------------------------------------------------
def unit(stage: Stage) -> Unit:
    return directory.open_unit(stage.people.office, name="Vụ Thử nghiệm", notation="TN", at=stage.now, by=INSTALLER)


def post(stage: Stage) -> Post:
    return directory.open_post(unit(stage), title="Vụ trưởng", role=Role.HEAD, at=stage.now, by=INSTALLER)


def newcomer(stage: Stage) -> Person:
    return directory.enrol("Mai Thị Thảo", at=stage.now, by=INSTALLER)


@trying(directory.open_unit, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_new_unit(stage: Stage) -> Attempt:
    return attempt(stage.people.office, name="Vụ Thử nghiệm", notation="TN")


@trying(directory.close_unit, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_unit_without_people(stage: Stage) -> Attempt:
    return attempt(unit(stage), on=stage.today, reason=DECISION)


@trying(directory.change_unit, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_unit_with_a_new_name(stage: Stage) -> Attempt:
    return attempt(unit(stage), name="Vụ Đo lường", notation="ĐL")


@trying(directory.open_post, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_new_post(stage: Stage) -> Attempt:
    return attempt(unit(stage), title="Vụ trưởng", role=Role.HEAD)


@trying(directory.enrol, by="administrator", not_by=NOT_ADMINISTRATORS)
def someone_new(stage: Stage) -> Attempt:
    return attempt("Mai Thị Thảo")


@trying(directory.describe_person, by="administrator", not_by=NOT_ADMINISTRATORS)
def someone_with_a_new_telephone(stage: Stage) -> Attempt:
    return attempt(newcomer(stage), full_name="Mai Thị Thảo", phone="0912 345 678")


@trying(directory.appoint, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_vacant_post(stage: Stage) -> Attempt:
    return attempt(post(stage), person=newcomer(stage), from_=stage.today, decided_by=DECISION)


@trying(directory.end_holding, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_post_someone_leaves(stage: Stage) -> Attempt:
    return attempt(PostHolding.objects.get(person=stage.people.second_officer.person), on=stage.today)


@trying(directory.move_to_post, by="administrator", not_by=NOT_ADMINISTRATORS)
def someone_who_takes_another_post(stage: Stage) -> Attempt:
    holding = PostHolding.objects.get(person=stage.people.second_officer.person)
    return attempt(holding, to=post(stage), on=stage.today, decided_by=DECISION)


@trying(directory.delegate, by="head", not_by="deputy_head officer clerk leader inspector agency_user")
def a_head_who_goes_away(stage: Stage) -> Attempt:
    return attempt(
        stage.people.head.person,
        receiver=stage.people.deputy_head.person,
        from_on=stage.today,
        to_on=stage.today + timedelta(days=5),
        reason="Đi công tác",
    )


@trying(directory.end_delegation, by="head", not_by="officer clerk leader inspector agency_user")
def a_head_who_is_back(stage: Stage) -> Attempt:
    absence = a_head_who_goes_away(stage)
    given = directory.delegate(absence.subject, **absence.values, at=stage.now, by=stage.actor("head"))
    return attempt(given, on=stage.today + timedelta(days=2))


# -- accounts ---------------------------------------------------------------------------------------------------------
def account(stage: Stage) -> User:
    return accounts.open_account(newcomer(stage), username="maithao", at=stage.now, by=INSTALLER)


@trying(accounts.open_account, by="administrator", not_by=NOT_ADMINISTRATORS)
def someone_without_an_account(stage: Stage) -> Attempt:
    return attempt(newcomer(stage), username="maithao")


@trying(accounts.give_password, by="administrator", not_by=NOT_ADMINISTRATORS)
def someone_who_forgot_the_password(stage: Stage) -> Attempt:
    return attempt(account(stage), password="một mật khẩu đủ dài 2026")


@trying(accounts.close_account, by="administrator", not_by=NOT_ADMINISTRATORS)
def someone_who_left(stage: Stage) -> Attempt:
    return attempt(account(stage), reason="Nghỉ hưu")


@trying(accounts.reopen_account, by="administrator", not_by=NOT_ADMINISTRATORS)
def someone_who_came_back(stage: Stage) -> Attempt:
    closed = accounts.close_account(account(stage), reason="Nghỉ phép", at=stage.now, by=INSTALLER)
    return attempt(closed, reason="Đi làm lại")


@trying(accounts.end_sessions_of, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_device_that_was_stolen(stage: Stage) -> Attempt:
    return attempt(account(stage), keys=[], reason="Mất máy")


@trying(accounts.unlock, by="administrator", not_by=NOT_ADMINISTRATORS)
def someone_who_failed_too_often(stage: Stage) -> Attempt:
    return attempt(account(stage), reason="Gõ nhầm")


@trying(accounts.reset_second_factor, by="administrator", not_by=NOT_ADMINISTRATORS)
def someone_who_lost_the_telephone(stage: Stage) -> Attempt:
    return attempt(account(stage), reason="Mất điện thoại")


@trying(accounts.invite, by="administrator", not_by=NOT_ADMINISTRATORS)
def someone_who_has_not_come_in_yet(stage: Stage) -> Attempt:
    return attempt(account(stage))


@trying(accounts.choose_password, by="officer", not_by="head leader administrator")
def someone_with_a_link(stage: Stage) -> Attempt:
    return attempt(stage.people.officer, password="một mật khẩu đủ dài 2026")


@trying(accounts.end_sessions, by="officer", not_by="head leader administrator")
def a_device_left_behind(stage: Stage) -> Attempt:
    return attempt(stage.people.officer, keys=[])


@trying(accounts.set_preferences, by="officer", not_by="head leader administrator")
def a_page_in_another_language(stage: Stage) -> Attempt:
    return attempt(stage.people.officer, language="lo", theme="dark")


# -- the working calendar ---------------------------------------------------------------------------------------------
def year(stage: Stage) -> CalendarYear:
    return CalendarYear.objects.get(year=stage.today.year)


def wednesday(stage: Stage) -> date:
    """A plain working day of the year."""
    july = date(stage.today.year, 7, 8)
    return july + timedelta(days=(2 - july.weekday()) % 7)


@trying(workdays.declare_day, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_day_off_that_was_decided(stage: Stage) -> Attempt:
    return attempt(year(stage), day=wednesday(stage), kind=DayKind.HOLIDAY, name="Ngày nghỉ bù", source=DECISION)


@trying(workdays.swap_days, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_day_that_is_made_up(stage: Stage) -> Attempt:
    day = wednesday(stage)
    return attempt(year(stage), day_off=day, made_up_on=day + timedelta(days=3), name="Hoán đổi", source=DECISION)


@trying(workdays.withdraw_day, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_decision_that_was_revoked(stage: Stage) -> Attempt:
    declared = a_day_off_that_was_decided(stage)
    workdays.declare_day(declared.subject, **declared.values, at=stage.now, by=stage.actor("administrator"))
    return attempt(declared.subject, day=wednesday(stage), reason="Thu hồi quyết định")


@trying(workdays.confirm_year, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_year_whose_notice_is_out(stage: Stage) -> Attempt:
    return attempt(year(stage), source=DECISION)


@trying(workdays.set_rule, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_handling_time_that_was_decided(stage: Stage) -> Attempt:
    return attempt(RuleCode.HANDLE_INCOMING, amount=5, unit=TimeUnit.WORKING_DAYS, source=DECISION, from_on=stage.today)


@trying(workdays.set_hours, by="administrator", not_by=NOT_ADMINISTRATORS)
def hours_that_were_decided(stage: Stage) -> Attempt:
    hours = {"morning_from": time(7, 30), "morning_to": time(11, 30)}
    hours |= {"afternoon_from": time(13), "afternoon_to": time(17)}
    return attempt(DECISION, **hours, from_on=stage.today)


# -- notices and reminders --------------------------------------------------------------------------------------------
@trying(notifications.choose_notices, by="officer", not_by="head leader administrator")
def a_person_who_wants_quiet(stage: Stage) -> Attempt:
    silent = {"done": Ways(in_app=False, email=False, digest=False)}
    return attempt(stage.people.officer.person, ways=silent, digest_hour=8)


def rung(stage: Stage) -> ReminderRule:
    load_ladder()
    return ReminderRule.objects.get(act="", urgency="", stage=Stage_.BEFORE)


@trying(notifications.set_rung, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_reminder_that_comes_earlier(stage: Stage) -> Attempt:
    values = {"stage": Stage_.BEFORE, "amount": 2, "unit": "working_days", "to": ["holder"]}
    return attempt(rung(stage), **values, from_on=stage.today, source=DECISION)


@trying(notifications.end_rung, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_reminder_nobody_needs(stage: Stage) -> Attempt:
    return attempt(rung(stage), from_on=stage.today, reason="Quy chế mới")
