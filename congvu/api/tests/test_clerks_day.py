"""The clerk's day, and everybody's after it, without a page: by the API alone."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from congvu.accounts.samples import Cast
from congvu.api.tests.conftest import PARTICULARS, Machine, paper
from congvu.files.samples import official_pdf
from congvu.records.models import HistoryEntry

pytestmark = pytest.mark.django_db
Of = Callable[..., Machine]


def test_a_document_goes_from_the_file_to_the_dossier(people: Cast, machine: Of) -> None:
    clerk, leader = machine(people.clerk), machine(people.leader)
    head, officer = machine(people.head), machine(people.officer)

    sent = clerk.send_file(SimpleUploadedFile("5521-BXD.pdf", official_pdf(), "application/pdf"))
    assert sent.status_code == 201, sent.content
    came = clerk.post("/incoming", {"files": [sent.json()["reference"]], "register": PARTICULARS})
    assert came.status_code == 201, came.content
    assert (came.json()["state"], came.json()["arrival_number"]) == ("registered", 1)
    here = f"/incoming/{came.json()['handle']}"

    assert officer.get(here).status_code == 404
    presented = clerk.post(f"{here}/present", {"leader": people.leader.person.handle, "words": "Kính trình"})
    assert presented.json()["state"] == "presented", presented.content
    given = leader.post(f"{here}/instruct", {"lead": people.department.handle, "words": "Nghiên cứu, đề xuất."})
    assert given.json()["state"] == "assigned", given.content
    assigned = head.post(f"{here}/assign", {"officer": people.officer.person.handle})
    assert assigned.json()["state"] == "in_progress", assigned.content
    finished = officer.post(f"{here}/finish", {"result": "Đã trả lời.", "answered_by": "120/VPCP-KTTH"})
    assert finished.json()["state"] == "handled", finished.content
    filed = officer.post(f"{here}/file", {"dossier": "01.KTTH"})
    assert filed.json()["state"] == "filed", filed.content

    document = officer.get(here).json()
    assert document["filed_in"] == "01.KTTH"
    assert [file["role"] for file in document["files"]] == ["main"]
    assert [entry["verb"].partition(".")[2] for entry in document["thread"]] == [
        "file",
        "finish",
        "assign",
        "instruct",
        "present",
        "enter",
    ]
    bits = officer.client.get(document["files"][0]["url"], headers={"Authorization": f"Bearer {officer.secret}"})
    assert b"".join(bits.streaming_content) == official_pdf()


def test_registering_and_presenting_in_one_step_is_all_or_nothing(people: Cast, machine: Of) -> None:
    clerk = machine(people.clerk)
    before = HistoryEntry.objects.count()
    wrong = clerk.post("/incoming", paper(present={"leader": people.officer.person.handle}))
    assert (wrong.status_code, wrong.json()["type"]) == (409, "urn:congvu:problem:not-a-leader")
    assert HistoryEntry.objects.count() == before
    right = clerk.post("/incoming", paper(present={"leader": people.leader.person.handle}))
    assert (right.json()["state"], right.json()["arrival_number"]) == ("presented", 1)


def test_the_register_is_read_page_by_page(people: Cast, machine: Of) -> None:
    clerk = machine(people.clerk)
    for _ in range(5):
        clerk.post("/incoming", paper())
    first = clerk.get("/incoming?limit=2&sort=oldest").json()
    second = clerk.get(f"/incoming?limit=2&sort=oldest&after={first['next']}").json()
    third = clerk.get(f"/incoming?limit=2&sort=oldest&after={second['next']}").json()
    numbers = [line["arrival_number"] for page in (first, second, third) for line in page["items"]]
    assert (numbers, third["next"]) == ([1, 2, 3, 4, 5], None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=registered", 1), ("state=filed", 0), ("late=true", 0), ("urgency=immediate", 0), ("arrival_number=1", 1),
        ("reference=5521/", 1), ("document_type=official_letter", 1), ("came_from=2020-01-01", 1), ("came_to=2020-01-01", 0),
        ("year=2020", 0),
    ],
)  # fmt: skip
def test_the_register_is_narrowed(query: str, found: int, people: Cast, machine: Of) -> None:
    clerk = machine(people.clerk)
    clerk.post("/incoming", paper())
    assert len(clerk.get(f"/incoming?{query}").json()["items"]) == found


@pytest.mark.parametrize("path", ["/incoming?sate=registered", "/search?q=a&=1", "/bodies?0=null", "/people?after=&x="])
def test_a_misspelt_filter_is_an_error_and_not_the_whole_list(path: str, people: Cast, machine: Of) -> None:
    answer = machine(people.clerk).get(path)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/query")


def test_a_file_is_inspected_like_any_other(people: Cast, machine: Of) -> None:
    refused = machine(people.clerk).send_file(SimpleUploadedFile("a.pdf", b"MZ not a pdf at all"))
    assert refused.status_code == 409
    assert refused.headers["Content-Type"] == "application/problem+json"


def test_a_file_reference_is_of_no_use_to_another_account(people: Cast, machine: Of) -> None:
    sent = machine(people.clerk).send_file(SimpleUploadedFile("a.txt", "Báo cáo quý IV.\n".encode()))
    stolen = machine(people.agency_user).post("/incoming", {"files": [sent.json()["reference"]], "title": "Của ai?"})
    assert stolen.status_code == 422
    assert stolen.json()["errors"][0]["pointer"] == "/body/files/0"


def test_a_document_returned_and_a_number_cancelled(people: Cast, machine: Of) -> None:
    clerk = machine(people.clerk)
    received = clerk.post("/incoming", {"channel": "paper", "title": "Gửi nhầm"}).json()["handle"]
    assert clerk.post(f"/incoming/{received}/return", {"because": "Sai nơi nhận"}).json()["state"] == "returned"
    registered = clerk.post("/incoming", paper()).json()["handle"]
    assert clerk.post(f"/incoming/{registered}/cancel", {"because": "Vào sổ hai lần"}).json()["state"] == "cancelled"


def test_the_ways_back(people: Cast, machine: Of) -> None:
    clerk, head = machine(people.clerk), machine(people.head)
    here = f"/incoming/{clerk.post('/incoming', paper(present={'unit': people.department.handle})).json()['handle']}"
    assert "assign" in head.get(here).json()["may"]
    moved = head.post(
        f"{here}/transfer", {"unit": people.other_department.handle, "because": "Việc của Vụ Công nghiệp"}
    )
    assert moved.status_code == 200, moved.content
    other = machine(people.other_head)
    other.post(f"{here}/assign", {"officer": people.other_head.person.handle, "deadline": {"working_days": 3}})
    other.post(f"{here}/finish", {"result": "Đã xong"})
    assert other.post(f"{here}/send-back", {"because": "Bổ sung"}).json()["state"] == "in_progress"
    assert other.post(f"{here}/take-back", {"because": "Giao lại"}).json()["state"] == "assigned"
    second = clerk.post("/incoming", paper()).json()["handle"]
    assert clerk.post(f"{here}/link", {"to": second, "kind": "answers"}).status_code == 200
    assert clerk.get(here).json()["related"][0]["handle"] == second
    corrected = clerk.post(f"{here}/correct", {**PARTICULARS, "signatory": "Trần Văn Minh"})
    assert corrected.status_code == 200, corrected.content
