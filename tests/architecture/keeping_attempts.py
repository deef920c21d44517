"""The table of actions on books, on who may see what, on open work that goes to others, and on lists from spreadsheets."""

from congvu.administration import actions as lists
from congvu.administration.importing import running
from congvu.administration.models import ListKind, ListState, UploadedList
from congvu.directory.models import period
from congvu.documents.actions import kinds, passing_on
from congvu.documents.models import DocumentType
from congvu.records import actions as records
from congvu.records.models import Record, Register
from congvu.records.passing_on import Passing
from congvu.records.work import lead_item
from tests.architecture import document_attempts as documents
from tests.architecture.attempts import Attempt, attempt, trying
from tests.architecture.stage import Stage

NEITHER_CLERK_NOR_ADMINISTRATOR = "officer head leader inspector agency_user"
NOT_ADMINISTRATORS = "clerk officer head leader inspector agency_user"
A_LIST = "Mã định danh;Tên cơ quan;Loại cơ quan;Từ ngày\nX91;Viện Thử nghiệm;Khác;01/01/2027\n"


# -- books ------------------------------------------------------------------------------------------------------------
@trying(records.open_book, by="clerk", not_by=NEITHER_CLERK_NOR_ADMINISTRATOR)
def a_year_begun_on_paper(stage: Stage) -> Attempt:
    return attempt(stage.people.office, code="incoming", year=stage.today.year + 1, first_number=101)


@trying(records.close_book, by="administrator", not_by=NEITHER_CLERK_NOR_ADMINISTRATOR)
def a_book_whose_year_is_over(stage: Stage) -> Attempt:
    book = Register.objects.create(
        organisation=stage.people.office, code="incoming", name="Sổ", year=stage.today.year - 1, last_number=7
    )
    return attempt(book)


# -- who may see ------------------------------------------------------------------------------------------------------
@trying(records.ask_why, by="inspector", not_by="clerk officer head leader agency_user")
def a_document_someone_cannot_find(stage: Stage) -> Attempt:
    return attempt(Record.objects.get(pk=documents.assigned(stage).pk), person=stage.people.other_head.person)


# -- open work --------------------------------------------------------------------------------------------------------
@trying(passing_on.pass_on, by="administrator", not_by=NOT_ADMINISTRATORS)
def work_of_someone_who_leaves(stage: Stage) -> Attempt:
    document = documents.assigned(stage)
    to = Passing(lead_item(document).pk, stage.people.department, stage.people.second_officer.person)
    return attempt(document, passings=[to], because="Nghỉ hưu")


@trying(passing_on.follow_successor, by=None, not_by="administrator clerk head")
def work_of_a_unit_that_has_ended(stage: Stage) -> Attempt:
    document = documents.instructed(stage)
    to = Passing(lead_item(document).pk, stage.people.other_department)
    return attempt(document, passings=[to], because="Quyết định số 12/QĐ-TTg")


# -- kinds of documents -----------------------------------------------------------------------------------------------
@trying(kinds.set_kind, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_kind_the_law_has_added(stage: Stage) -> Attempt:
    return attempt("", name="Thư công", abbreviation="", from_on=stage.today, source="Nghị định số 30/2020/NĐ-CP")


@trying(kinds.end_kind, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_kind_the_law_has_ended(stage: Stage) -> Attempt:
    kind = DocumentType.objects.create(code="old", name="Cũ", valid=period(stage.today), source="Luật cũ")
    return attempt(kind, until_on=stage.today, source="Nghị định mới")


# -- lists ------------------------------------------------------------------------------------------------------------
def checked(stage: Stage) -> UploadedList:
    brought = {"name": "co-quan.csv", "content": A_LIST.encode()}
    kept = lists.bring_list(ListKind.BODIES, **brought, at=stage.now, by=stage.actor("administrator"))
    running.check(kept.pk)
    return UploadedList.objects.get(pk=kept.pk)


@trying(lists.bring_list, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_list_of_bodies(stage: Stage) -> Attempt:
    return attempt(ListKind.BODIES, name="co-quan.csv", content=A_LIST.encode())


@trying(lists.ask_to_enter, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_list_without_errors(stage: Stage) -> Attempt:
    return attempt(checked(stage))


@trying(lists.enter_list, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_list_whose_lines_are_entered(stage: Stage) -> Attempt:
    kept = checked(stage)
    UploadedList.objects.filter(pk=kept.pk).update(state=ListState.ENTERING)
    return attempt(kept, outcomes={"new": 1})
