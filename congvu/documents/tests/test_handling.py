"""From the leader's instruction to the filed document, and the ways back."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from congvu.accounts.samples import Cast
from congvu.core.errors import Refused, WrongState
from congvu.core.journeys import ask
from congvu.directory.actions.delegations import delegate
from congvu.directory.models import DelegationScope
from congvu.documents import samples
from congvu.documents.actions import handling, registry
from congvu.documents.models import IncomingDocument
from congvu.documents.tests.conftest import actor
from congvu.records.models import HistoryEntry, WorkItem
from congvu.records.pages import deadline_of
from congvu.records.standing import in_states, open_records
from congvu.records.work import lead_item, open_items
from congvu.workdays.calendar import current_calendar
from congvu.workdays.reckoning import Deadline
from congvu.workdays.rules import handling_deadline


@pytest.fixture
def presented(people: Cast, now: datetime) -> IncomingDocument:
    return samples.presented(people.office, to=people.leader.person, at=now, by=actor(people.clerk))


@pytest.fixture
def with_unit(people: Cast, now: datetime) -> IncomingDocument:
    return samples.instructed(
        people.office,
        leader=actor(people.leader),
        lead=people.department,
        contributing=(people.other_department,),
        at=now,
        by=actor(people.clerk),
    )


@pytest.fixture
def with_officer(people: Cast, with_unit: IncomingDocument, now: datetime) -> IncomingDocument:
    return handling.assign(with_unit, officer=people.officer.person, at=now, by=actor(people.head))


def readable_by(document: IncomingDocument, *users: object) -> list[bool]:
    return [IncomingDocument.objects.visible_to(actor(user)).filter(pk=document.pk).exists() for user in users]


def stand_in(people: Cast, scope: str, now: datetime) -> None:
    """The Vice-Chairman acts for the Chairman today."""
    delegate(
        people.leader.person,
        receiver=people.vice_chairman.person,
        scope=scope,
        from_on=now.date(),
        to_on=now.date(),
        reason="Đi công tác",
        at=now,
        by=actor(people.leader),
    )


def test_the_whole_way_of_a_document(people: Cast, with_officer: IncomingDocument, now: datetime) -> None:
    officer = actor(people.officer)
    done = handling.finish(
        with_officer, result="Đã trả lời Bộ Xây dựng", answered_by="7816/VPCP-CN", at=now, by=officer
    )
    filed = handling.file(done, dossier="01.KTTH", at=now, by=officer)
    assert (filed.state, filed.filed_in, filed.closed_at) == ("filed", "01.KTTH", now)
    verbs = list(HistoryEntry.objects.filter(record_id=filed.pk).order_by("pk").values_list("verb", flat=True))
    assert [verb.split(".")[1] for verb in verbs] == [
        "receive",
        "register",
        "present",
        "instruct",
        "assign",
        "finish",
        "file",
    ]
    assert open_items(filed) == []


def test_a_document_has_one_answerable_owner(people: Cast, with_officer: IncomingDocument, now: datetime) -> None:
    assert with_officer.holder == people.officer.person
    lead = lead_item(with_officer)
    assert lead is not None
    lead.pk = None
    with pytest.raises(IntegrityError, match="one_answerable_owner"), transaction.atomic():
        lead.save()


def test_the_deadline_shows_its_arithmetic(with_unit: IncomingDocument, now: datetime) -> None:
    assert with_unit.due_how is not None
    deadline = Deadline.from_json(with_unit.due_how)
    assert deadline.due_at == with_unit.due_at == handling_deadline("normal", now, current_calendar()).due_at


def test_only_those_with_a_part_read_the_document(people: Cast, with_officer: IncomingDocument) -> None:
    readers = (people.clerk, people.leader, people.inspector, people.head, people.deputy_head, people.officer)
    assert all(readable_by(with_officer, *readers, people.other_head))
    assert not any(
        readable_by(with_officer, people.second_officer, people.administrator, people.agency_user, people.outsider)
    )


def test_a_unit_cannot_lead_and_contribute(people: Cast, presented: IncomingDocument, now: datetime) -> None:
    unit = people.department
    with pytest.raises(handling.UnitTwice):
        handling.instruct(presented, lead=unit, contributing=[unit], at=now, by=actor(people.leader))


def test_only_the_leader_before_whom_it_lies_instructs(
    people: Cast, presented: IncomingDocument, now: datetime
) -> None:
    for user in (people.vice_chairman, people.clerk, people.head, people.outsider):
        with pytest.raises(Refused):
            handling.instruct(presented, lead=people.department, at=now, by=actor(user))


def test_who_acts_for_the_leader_instructs_on_their_behalf(
    people: Cast, presented: IncomingDocument, now: datetime
) -> None:
    stand_in(people, DelegationScope.INSTRUCT, now)
    handling.instruct(presented, lead=people.department, at=now, by=actor(people.vice_chairman))
    entry = HistoryEntry.objects.get(record_id=presented.pk, verb="documents.instruct")
    assert (entry.by, entry.on_behalf_of) == (people.vice_chairman.person, people.leader.person)
    item = WorkItem.objects.get(record_id=presented.pk, act="assign")
    assert (item.given_by, item.given_for) == (people.vice_chairman.person, people.leader.person)


def test_a_delegation_of_assigning_does_not_give_instruction(
    people: Cast, presented: IncomingDocument, now: datetime
) -> None:
    stand_in(people, DelegationScope.ASSIGN, now)
    with pytest.raises(Refused):
        handling.instruct(presented, lead=people.department, at=now, by=actor(people.vice_chairman))


def test_the_head_gives_work_to_people_of_the_unit_only(
    people: Cast, with_unit: IncomingDocument, now: datetime
) -> None:
    with pytest.raises(handling.NotInTheUnit):
        handling.assign(with_unit, officer=people.clerk.person, at=now, by=actor(people.head))


def test_a_contributing_unit_gives_its_opinion(people: Cast, with_officer: IncomingDocument, now: datetime) -> None:
    other_head = actor(people.other_head)
    given = handling.assign(with_officer, officer=people.other_head.person, at=now, by=other_head)
    assert given.state == "in_progress"
    after = handling.contribute(given, opinion="Thống nhất", at=now, by=other_head)
    assert [item.act for item in open_items(after)] == ["handle"]


def test_a_head_transfers_what_belongs_elsewhere(people: Cast, presented: IncomingDocument, now: datetime) -> None:
    document = handling.instruct(presented, lead=people.department, at=now, by=actor(people.leader))
    moved = handling.transfer(
        document, to=people.other_department, because="Thuộc lĩnh vực công nghiệp", at=now, by=actor(people.head)
    )
    assert (moved.state, moved.holder_unit) == ("assigned", people.other_department)
    assert readable_by(moved, people.head, people.other_head) == [False, True]


def test_work_goes_from_one_officer_to_another_with_the_reason(
    people: Cast, with_officer: IncomingDocument, now: datetime
) -> None:
    with pytest.raises(Refused):
        handling.reassign(
            with_officer, officer=people.second_officer.person, because="x", at=now, by=actor(people.officer)
        )
    given = handling.reassign(
        with_officer, officer=people.second_officer.person, because="Nghỉ phép", at=now, by=actor(people.head)
    )
    assert given.holder == people.second_officer.person
    assert readable_by(given, people.officer, people.second_officer) == [False, True]


def test_the_leader_takes_an_instruction_back_while_no_officer_has_it(
    people: Cast, with_unit: IncomingDocument, now: datetime
) -> None:
    back = handling.take_back(with_unit, because="Nhầm đơn vị", at=now, by=actor(people.leader))
    assert (back.state, back.holder, back.due_at) == ("presented", people.leader.person, None)
    assert len(open_items(back)) == 1


def test_an_instruction_is_not_taken_back_once_an_officer_works_on_it(
    people: Cast, with_officer: IncomingDocument, now: datetime
) -> None:
    with pytest.raises(Refused):
        handling.take_back(with_officer, because="Nhầm", at=now, by=actor(people.leader))


def test_any_clerk_takes_a_presentation_back(people: Cast, presented: IncomingDocument, now: datetime) -> None:
    back = handling.take_back(presented, because="Trình nhầm", at=now, by=actor(people.clerk))
    assert (back.state, back.presented_to) == ("registered", None)
    assert registry.present(back, to=people.vice_chairman.person, at=now, by=actor(people.clerk)).state == "presented"


def test_the_head_takes_work_back_from_an_officer(people: Cast, with_officer: IncomingDocument, now: datetime) -> None:
    back = handling.take_back(with_officer, because="Đổi người", at=now, by=actor(people.head))
    assert (back.state, back.holder, back.holder_unit) == ("assigned", None, people.department)


def test_the_head_sends_a_result_back(people: Cast, with_officer: IncomingDocument, now: datetime) -> None:
    done = handling.finish(with_officer, result="Đã xong", at=now, by=actor(people.officer))
    back = handling.send_back(done, because="Chưa có ý kiến Bộ Tài chính", at=now, by=actor(people.head))
    assert (back.state, back.holder) == ("in_progress", people.officer.person)


def test_contributions_no_longer_needed_are_withdrawn_when_the_work_is_done(
    people: Cast, with_officer: IncomingDocument, now: datetime
) -> None:
    done = handling.finish(with_officer, result="Đã xong", at=now, by=actor(people.officer))
    assert [item.act for item in open_items(done)] == ["file"]


def test_what_is_done_is_late_no_more_until_it_is_sent_back(
    people: Cast, with_officer: IncomingDocument, now: datetime
) -> None:
    clerk, head, later = actor(people.clerk), actor(people.head), now + timedelta(days=400)

    def late() -> set[bool]:
        """As the record, the list, the chip and the words of the deadline tell it."""
        document = IncomingDocument.objects.get(pk=with_officer.pk)
        (counted,) = ask(open_records(clerk, IncomingDocument.KIND, later))
        words = deadline_of(document, later, current_calendar())
        return {
            document.overdue(later),
            IncomingDocument.objects.visible_to(clerk).overdue(later).filter(pk=document.pk).exists(),
            in_states(counted)["late"] == 1,
            bool(words and words.tone == "late"),
        }

    assert late() == {True}
    done = handling.finish(with_officer, result="Đã xong", at=now, by=actor(people.officer))
    assert late() == {False}
    handling.send_back(done, because="Chưa có ý kiến Bộ Tài chính", at=now, by=head)
    assert late() == {True}


def test_a_result_must_be_said(people: Cast, with_officer: IncomingDocument, now: datetime) -> None:
    with pytest.raises(handling.ResultMissing):
        handling.finish(with_officer, result=" ", at=now, by=actor(people.officer))


def test_a_document_not_yet_registered_cannot_be_presented(people: Cast, now: datetime) -> None:
    document = samples.received(people.office, at=now, by=actor(people.clerk))
    with pytest.raises(WrongState):
        registry.present(document, to=people.leader.person, at=now, by=actor(people.clerk))


def test_a_deadline_in_the_past_is_refused(people: Cast, presented: IncomingDocument, now: datetime) -> None:
    past = handling_deadline("normal", now - timedelta(days=60), current_calendar())
    with pytest.raises(handling.DueBeforeNow):
        handling.instruct(presented, lead=people.department, deadline=past, at=now, by=actor(people.leader))
