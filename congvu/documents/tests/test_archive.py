"""The registers of a former system are taken over as they were: numbers, readers, history, search; nothing twice."""

import csv
import inspect
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook

from congvu.accounts.actions import save_view
from congvu.accounts.samples import Cast
from congvu.documents import books, samples
from congvu.documents.archive import taking
from congvu.documents.archive.reading import NotARegister
from congvu.documents.archive.taking import take_over, write_refused
from congvu.documents.loading import load_document_types
from congvu.documents.models import IncomingDocument
from congvu.documents.states import ASSIGNED, CANCELLED, FILED, REGISTERED
from congvu.documents.tests.conftest import HEADINGS, Take, actor, line
from congvu.files.samples import official_pdf
from congvu.records import history
from congvu.records.index import index_all
from congvu.records.models import HistoryEntry, ItemState, JustIndexed, Register, RegisterEntry, SearchEntry
from congvu.records.search import search
from congvu.records.work import lead_item


def test_a_document_keeps_its_number_in_its_book_and_year(take: Take, people: Cast) -> None:
    assert take(line(7), line(8)).taken == 2
    document = IncomingDocument.objects.with_facts().get(entry__number=8)
    assert (document.entry.register.year, document.state, document.filed_in) == (2024, FILED, "12/HS-KTTH")
    assert (document.issuer, document.document_type.code, document.urgency) == (
        "Bộ Xây dựng",
        "official_letter",
        "urgent",
    )
    assert document.issuing_body is not None
    assert document.holder_unit == people.department


def test_the_books_can_be_narrowed_to_its_years(
    take: Take, people: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(line(7, **{"Ngày đến": "05/03/2015", "Ngày văn bản": ""}), line(8))
    monkeypatch.setattr(books, "_first_year", inspect.unwrap(books._first_year))
    client.force_login(people.clerk)
    page = client.get("/documents/incoming/", {"year": "2015"}).content.decode()
    assert ("đợt 7" in page, "đợt 8" in page, '<option value="2015" selected' in page) == (True, False, True)


def test_numbers_go_on_behind_those_taken_over(take: Take, people: Cast, now: datetime) -> None:
    this_year = f"05/03/{now.year}"
    take(line(41, **{"Ngày đến": this_year, "Ngày văn bản": ""}))
    assert samples.registered(people.office, at=now, by=actor(people.clerk)).entry.number == 42


def test_missing_numbers_are_written_down_with_the_reason(take: Take) -> None:
    outcome = take(line(2), line(3), line(9))
    assert outcome.gaps == {2024: [[1, 1], [4, 8]]}
    book = Register.objects.get(year=2024)
    told = HistoryEntry.objects.get(subject=f"records.register:{book.pk}")
    assert (told.facts["gaps"], told.facts["because"], told.facts["missing"]) == ([[1, 1], [4, 8]], "migrated", 6)


def test_the_heads_of_the_unit_and_the_registry_read_it_and_others_do_not(take: Take, people: Cast) -> None:
    take(line(1))
    readers = [people.clerk, people.head, people.other_head, people.outsider]
    assert [IncomingDocument.objects.visible_to(actor(user)).count() for user in readers] == [1, 1, 0, 0]


def test_what_is_closed_and_names_no_unit_was_with_nobody_we_know(take: Take, people: Cast) -> None:
    take(line(1, **{"Đơn vị nhận": ""}), line(2, **{"Đơn vị nhận": "Vụ Không còn", "Kết quả": "Đã trả lời"}))
    documents = IncomingDocument.objects.order_by("pk")
    assert [(one.holder_unit, one.work_items.count()) for one in documents] == [(None, 0), (None, 0)]
    assert [documents.visible_to(actor(user)).count() for user in (people.clerk, people.head)] == [2, 0]
    entries = list(SearchEntry.objects.order_by("pk").values())
    index_all()
    assert list(SearchEntry.objects.order_by("pk").values()) == entries


def test_nobody_who_keeps_a_search_is_told_of_it_as_of_something_new(take: Take, people: Cast, now: datetime) -> None:
    watched = {"page": "desk:search", "name": "Nước", "query": "q=cấp+nước", "watched": True}
    save_view(people.clerk, **watched, at=now - timedelta(days=1), by=actor(people.clerk))
    take(line(1), line(1, **{"Ngày đến": f"{now:%d/%m/%Y}"}))
    assert (SearchEntry.objects.count(), JustIndexed.objects.count()) == (2, 0)


def test_each_has_one_entry_in_a_history_that_can_be_sealed_and_verified(
    take: Take, now: datetime, settings: Any, tmp_path: Path
) -> None:
    settings.HISTORY_KEY_FILE = tmp_path / "keys" / "history.pem"
    take(line(1), line(2))
    entries = HistoryEntry.objects.filter(verb="documents.migrate").order_by("pk")
    assert [(entry.facts["number"], entry.facts["source"]) for entry in entries] == [
        (1, "so-van-ban-den.csv"),
        (2, "so-van-ban-den.csv"),
    ]
    assert history.verify().whole
    history.seal(at=now)
    assert history.verify().whole


def test_it_is_found_by_its_words(take: Take, people: Cast) -> None:
    take(line(1), line(2, **{"Trích yếu": "Quy hoạch cảng biển Cái Mép"}))
    assert SearchEntry.objects.count() == 2
    found = search(actor(people.clerk), "cang bien cai mep")
    assert [hit.record.title for hit in found.hits] == ["Quy hoạch cảng biển Cái Mép"]


def test_it_is_indexed_as_the_worker_would_index_it(take: Take) -> None:
    take(line(1), line(2, **{"Trích yếu": "Họp báo 'quý' I\\2024", "Ghi chú": "dòng\t1"}))
    entries = list(SearchEntry.objects.order_by("pk").values())
    index_all()
    assert list(SearchEntry.objects.order_by("pk").values()) == entries


def test_many_portions_are_taken_over_in_their_order(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "BATCH", 3)
    outcome = take(*(line(number) for number in range(1, 12)), line(5), line(12, **{"Trích yếu": ""}))
    assert (outcome.taken, [row.place for row, _refusal in outcome.refused]) == (11, [13, 14])
    assert list(RegisterEntry.objects.order_by("record").values_list("number", flat=True)) == list(range(1, 12))
    assert Register.objects.get(year=2024).last_number == 11


def test_a_run_that_broke_off_is_simply_run_again(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "BATCH", 3)
    told: list[str] = []

    def breaks_off(words: str) -> None:
        told.append(words)
        if len(told) == 2:
            raise KeyboardInterrupt

    lines = [line(number) for number in range(1, 12)]
    with pytest.raises(KeyboardInterrupt):
        take(*lines, say=breaks_off)
    assert list(RegisterEntry.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    again = take(*lines)
    assert (again.taken, again.there, again.refused) == (5, 6, [])
    assert list(RegisterEntry.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 12))
    assert (Register.objects.get(year=2024).last_number, SearchEntry.objects.count()) == (11, 11)
    assert history.verify().whole


def test_lines_of_several_years_and_some_already_there_keep_their_rows_together(
    take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(line(2), line(4))
    monkeypatch.setattr(taking, "BATCH", 4)
    of_2023 = {"Ngày đến": "06/03/2023", "Ngày văn bản": "01/03/2023"}
    lines = [line(number, **(of_2023 if number % 3 == 0 else {})) for number in range(1, 10)]
    outcome = take(*lines)
    assert (outcome.taken, outcome.there, outcome.years) == (7, 2, {2024: 4, 2023: 3})
    for document in IncomingDocument.objects.select_related("entry__register", "search"):
        number = document.entry.number
        assert document.title.endswith(f"đợt {number}")
        assert document.entry.register.year == document.search.year == document.received_at.astimezone().year
        told = HistoryEntry.objects.get(record=document)
        assert (told.facts["number"], told.subject) == (number, f"documents.incomingdocument:{document.pk}")


def test_a_second_run_takes_in_nothing_twice(take: Take) -> None:
    take(line(1), line(2))
    again = take(line(1), line(2), line(3))
    assert (again.taken, again.there, again.refused) == (1, 2, [])
    assert IncomingDocument.objects.count() == 3


def test_a_number_of_another_document_is_refused(take: Take) -> None:
    take(line(1))
    outcome = take(line(1, **{"Trích yếu": "Một văn bản khác"}))
    assert (outcome.taken, len(outcome.refused)) == (0, 1)
    assert "là văn bản khác" in str(outcome.refused[0][1])


def test_a_dry_run_writes_nothing(take: Take) -> None:
    outcome = take(line(1), line(2, **{"Ngày đến": "hôm qua"}), dry_run=True)
    assert (outcome.taken, len(outcome.refused)) == (1, 1)
    assert not IncomingDocument.objects.exists()
    assert not Register.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"Trích yếu": ""}, "trích yếu"),
        ({"Cơ quan ban hành": ""}, "cơ quan ban hành"),
        ({"Ngày đến": ""}, "ngày đến"),
        ({"Ngày đến": "05/03/2090"}, "05/03/2090"),
        ({"Ngày đến": "31/02/2024"}, "31/02/2024"),
        ({"Ngày đến": "T"}, "không phải là ngày"),
        ({"Ngày đến": f"1/1/{10**30}"}, "không phải là ngày"),
        ({"Số đến": "9" * 5000}, "không phải là số"),
        ({"Ngày văn bản": "06/03/2024"}, "sau ngày đến"),
        ({"Tên loại": "Bưu thiếp"}, "Bưu thiếp"),
        ({"Độ khẩn": "Gấp lắm"}, "Gấp lắm"),
        ({"Trạng thái": "Thất lạc"}, "Thất lạc"),
        ({"Trạng thái": "Đã hủy"}, "lý do"),
        ({"Trạng thái": "Đang xử lý", "Đơn vị nhận": "Vụ Không có"}, "Vụ Không có"),
        ({"Tệp": "../../etc/passwd"}, "thư mục"),
        ({"Tệp": "khong-co.pdf"}, "thư mục"),
        ({"Số, ký hiệu": "x" * 81}, "dài hơn"),
    ],
)
def test_a_line_that_cannot_be_taken_over_is_refused_with_the_reason(
    take: Take, changes: dict[str, str], said: str
) -> None:
    outcome = take(line(1, **changes), line(2))
    assert outcome.taken == 1
    [(row, refusal)] = outcome.refused
    assert (row.place, said in str(refusal)) == (2, True), str(refusal)


def test_the_same_number_twice_in_the_list_is_refused_once(take: Take) -> None:
    outcome = take(line(1), line(1, **{"Trích yếu": "Khác"}))
    assert (outcome.taken, len(outcome.refused)) == (1, 1)


def test_refused_lines_stand_beside_the_list_as_they_were(take: Take, tmp_path: Path) -> None:
    outcome = take(line(1, **{"Độ khẩn": "Gấp lắm"}), line(2, **{"Ghi chú": "MẬT"}))
    write_refused(tmp_path / "refused.csv", outcome)
    with (tmp_path / "refused.csv").open(encoding="utf-8-sig", newline="") as file:
        kept, secret = csv.DictReader(file)
    assert (kept["Độ khẩn"], kept["Trích yếu"]) == ("Gấp lắm", "V/v cấp nước sạch nông thôn, đợt 1")
    assert not any(secret[heading] for heading in ("Trích yếu", "Ghi chú", "Số, ký hiệu"))


def test_refused_lines_that_were_put_right_are_brought_again(take: Take, tmp_path: Path, people: Cast) -> None:
    outcome = take(line(1, **{"Độ khẩn": "Gấp lắm"}), line(2))
    beside = tmp_path / "refused.csv"
    write_refused(beside, outcome)
    beside.write_text(beside.read_text(encoding="utf-8-sig").replace("Gấp lắm", "Khẩn"), encoding="utf-8")
    again = take_over(beside, people.office, files=tmp_path, at=timezone.now())
    assert (again.taken, again.refused) == (1, [])


def test_all_that_is_wrong_with_a_line_is_told_at_once(take: Take) -> None:
    wrong = {
        "Trích yếu": "",
        "Ngày văn bản": "06/03/2024",
        "Tên loại": "Bưu thiếp",
        "Độ khẩn": "Gấp lắm",
        "Hồ sơ": "x" * 81,
    }
    outcome = take(line(1, **wrong), line(1))
    said = str(outcome.refused[0][1])
    assert (outcome.taken, len(outcome.refused)) == (1, 1)
    assert [
        words for words in ("trích yếu", "sau ngày đến", "Bưu thiếp", "Gấp lắm", "dài hơn") if words not in said
    ] == []


def test_of_a_day_that_cannot_be_nothing_else_is_reckoned(take: Take) -> None:
    said = str(take(line(1, **{"Ngày đến": "05/03/2090", "Số đến": "1a"})).refused[0][1])
    assert said.count(".") == 2


@pytest.mark.parametrize(
    "changes",
    [{"Ghi chú": "T ố i  m.ậ.t".upper()}, {"Người ký": "x\nMẬT"}, {"Ghi chú": "ＭẬＴ"}, {"Hồ sơ": "M\u200bẬT"}],
)
def test_a_mark_is_seen_in_whatever_cell_it_stands(take: Take, changes: dict[str, str]) -> None:
    assert take(line(1, **changes)).refused[0][1].secret


def test_letters_of_two_cells_make_no_mark(take: Take) -> None:
    assert take(line(1, **{"Hồ sơ": "lô M", "Ghi chú": "ẬT"})).taken == 1


def test_untidy_cells_are_kept_tidily(take: Take) -> None:
    take(line(1, **{"Trích yếu": "  Ho\u0323p \t giao\u00a0ban ", "Người ký": "Lê\x00  Ba", "Hồ sơ": " "}))
    document = IncomingDocument.objects.get()
    assert (document.title, document.signatory, document.filed_in) == ("Họp giao ban", "Lê Ba", "")


def test_a_line_that_bears_a_secrecy_mark_leaves_nothing(take: Take) -> None:
    outcome = take(line(1, **{"Trích yếu": "TỐI MẬT"}))
    assert outcome.refused[0][1].secret
    assert not IncomingDocument.objects.exists()


def test_a_cancelled_number_stays_with_its_reason(take: Take) -> None:
    take(line(1, **{"Trạng thái": "Đã hủy", "Ghi chú": "Vào sổ hai lần"}))
    document = IncomingDocument.objects.get()
    assert (document.state, document.entry.cancelled_because) == (CANCELLED, "Vào sổ hai lần")


def test_open_work_lies_before_the_unit_or_the_registry(take: Take, people: Cast) -> None:
    take(
        line(1, **{"Trạng thái": "Đang xử lý"}),
        line(2, **{"Trạng thái": "Đang xử lý", "Đơn vị nhận": ""}),
    )
    with_unit, with_registry = IncomingDocument.objects.order_by("pk")
    assert (with_unit.state, with_registry.state) == (ASSIGNED, REGISTERED)
    items = [lead_item(document) for document in (with_unit, with_registry)]
    assert [item.unit for item in items if item] == [people.department, people.registry]
    assert [item.given_by for item in items if item] == [people.clerk.person, people.clerk.person]


def test_its_page_tells_the_day_it_came_and_no_hour(take: Take, people: Cast, client: Client) -> None:
    take(line(1))
    client.force_login(people.clerk)
    page = client.get(f"/documents/incoming/{IncomingDocument.objects.get().handle}/").content.decode()
    assert "00:00 " not in page
    assert "05/03/2024, " in page


def test_nobody_here_is_said_to_have_given_what_was_closed_there(take: Take) -> None:
    take(line(1))
    (item,) = IncomingDocument.objects.get().work_items.all()
    assert (item.state, item.given_by) == (ItemState.DONE, None)


def test_its_file_comes_through_the_same_door(take: Take, tmp_path: Path) -> None:
    (tmp_path / "scan").mkdir()
    (tmp_path / "scan" / "a.pdf").write_bytes(official_pdf(reference="1/BXD-KHTC"))
    (tmp_path / "scan" / "b.pdf").write_bytes(b"%PDF-1.7 not one")
    outcome = take(line(1, Tệp="scan/a.pdf"), line(2, Tệp="scan\\b.pdf"))
    assert (outcome.taken, len(outcome.refused)) == (1, 1)
    attachment = IncomingDocument.objects.get().attachments.get()
    assert (attachment.name, attachment.file.media_type) == ("a.pdf", "application/pdf")
    assert SearchEntry.objects.get().awaits_text


def test_a_spreadsheet_is_read_like_a_text(people: Cast, now: datetime, tmp_path: Path) -> None:
    load_document_types()
    book = Workbook()
    book.active.append(HEADINGS)
    book.active.append(
        [5, datetime(2024, 3, 5), "5/BXD", datetime(2024, 3, 1), "Bộ Xây dựng", "Công văn", "V/v cấp nước"]
    )
    book.save(tmp_path / "so.xlsx")
    outcome = take_over(tmp_path / "so.xlsx", people.office, files=tmp_path, at=now)
    assert (outcome.taken, outcome.refused) == (1, [])
    assert timezone.localdate(IncomingDocument.objects.get().received_at).isoformat() == "2024-03-05"


def test_a_list_without_the_needed_columns_is_refused_whole(people: Cast, now: datetime, tmp_path: Path) -> None:
    (tmp_path / "so.csv").write_text("Số đến,Ngày đến\n1,05/03/2024\n", encoding="utf-8")
    with pytest.raises(NotARegister, match="Trích yếu"):
        take_over(tmp_path / "so.csv", people.office, files=tmp_path, at=now)


def test_the_command_takes_a_folder_and_leaves_the_refused_lines_beside(
    take: Take, people: Cast, tmp_path: Path, capsys: Any
) -> None:
    take(line(1), dry_run=True)
    (tmp_path / "nam-2023.csv").write_text(
        "Số đến,Ngày đến,Cơ quan ban hành,Trích yếu\n1,05/03/2023,Bộ Y tế,V/v tiêm chủng\n2,,Bộ Y tế,V/v thuốc\n",
        encoding="utf-8",
    )
    with pytest.raises(CommandError):
        call_command("import_archive", str(tmp_path), body=people.office.notation)
    assert IncomingDocument.objects.count() == 2
    assert (tmp_path / "nam-2023.refused.csv").is_file()
    assert not (tmp_path / "so-van-ban-den.refused.csv").exists()
    assert "2023: 1" in capsys.readouterr().out


def test_what_the_clerks_registered_meanwhile_stays(take: Take, people: Cast, now: datetime) -> None:
    mine = samples.registered(people.office, at=now - timedelta(hours=1), by=actor(people.clerk))
    day = f"05/03/{now.year}"
    outcome = take(*(line(number, **{"Ngày đến": day, "Ngày văn bản": ""}) for number in (1, 2)))
    assert (outcome.taken, len(outcome.refused)) == (1, 1)
    assert mine.entry.number == 1
