"""Every component and every kind of page, in light and dark and three languages, can be used by everyone."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import barriers
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PAGES = ["/ui/", "/ui/desk/", "/ui/list/", "/ui/record/", "/ui/form/?wrong=1", "/ui/dashboard/", "/ui/public/"]


@pytest.mark.parametrize("language", ["vi", "en", "lo"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_no_barrier(visit: Visit, address: str, theme: str, language: str) -> None:
    page = visit(address, theme=theme, language=language)

    assert barriers(page) == []


@pytest.mark.parametrize("width", [320, 834])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_fits_a_narrow_screen(visit: Visit, address: str, width: int) -> None:
    page = visit(address, width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page) == []


def test_slash_goes_to_the_search_and_escape_leaves_it(visit: Visit) -> None:
    page = visit("/ui/desk/")

    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#search")).not_to_be_focused()


def test_j_goes_down_the_rows_and_enter_opens_one(visit: Visit) -> None:
    page = visit("/ui/desk/")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("[data-row]").first.locator("[data-row-link]")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ui/record/")


def test_x_ticks_a_line_and_the_bar_of_ticked_lines_comes(visit: Visit) -> None:
    page = visit("/ui/list/")

    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk]")).to_be_visible()
    expect(page.locator("[data-bulk-count]")).to_have_text("Đã chọn 1")


def test_a_question_mark_shows_the_keys(visit: Visit) -> None:
    page = visit("/ui/desk/")

    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()


def test_a_deadline_tells_how_it_was_computed(visit: Visit) -> None:
    page = visit("/ui/desk/")

    page.locator("details.deadline summary").first.click()
    expect(page.locator(".deadline-sum").first).to_contain_text("3 ngày làm việc kể từ thứ Hai 16/11")
    page.keyboard.press("Escape")
    expect(page.locator("details.deadline").first).not_to_have_attribute("open", "")


def test_a_body_is_found_without_marks(visit: Visit) -> None:
    page = visit("/ui/form/")
    field = page.get_by_role("combobox", name="Cơ quan, tổ chức ban hành")

    field.click()
    field.press_sequentially("tp hue".replace("tp ", "pho "))
    expect(page.get_by_role("option")).to_have_text(["UBND thành phố Huế"])
    field.press("Enter")
    expect(field).to_have_value("UBND thành phố Huế")
    assert page.locator("select[name=sender]").input_value() == "H57"


def test_what_is_typed_takes_the_place_of_what_was_chosen(visit: Visit) -> None:
    page = visit("/ui/form/")
    field = page.get_by_role("combobox", name="Cơ quan, tổ chức ban hành")

    for typed, name in (("noi vu", "Bộ Nội vụ"), ("bo tu phap", "Bộ Tư pháp")):
        field.click()
        field.press_sequentially(typed)
        field.press("Enter")
        expect(field).to_have_value(name)


def test_what_holds_the_words_as_they_were_typed_comes_first(visit: Visit) -> None:
    page = visit("/ui/form/")
    field = page.get_by_role("combobox", name="Cơ quan, tổ chức ban hành")

    field.fill("thanh pho ho")
    expect(page.get_by_role("option").first).to_have_text("UBND Thành phố Hồ Chí Minh")


def test_a_body_can_be_chosen_without_javascript(visit: Visit) -> None:
    page = visit("/ui/form/", scripts=False)

    page.locator("select[name=sender]").select_option("H57")
    assert page.locator("select[name=sender]").input_value() == "H57"


def test_a_document_is_read_in_the_page_and_searched_without_marks(visit: Visit) -> None:
    page = visit("/ui/record/")

    expect(page.locator("[data-reader]")).to_have_attribute("data-state", "ready")
    expect(page.locator(".sheet canvas").first).to_be_visible()
    page.get_by_role("searchbox", name="Tìm trong văn bản").fill("luu luong thuc te")
    expect(page.locator("[data-reader-found]")).to_have_text("1/27")
    expect(page.locator("mark.here").first).to_have_text("Lưu lượng thực tế")


def test_a_document_can_be_opened_without_javascript(visit: Visit) -> None:
    page = visit("/ui/record/", scripts=False)

    expect(page.get_by_role("link", name="Mở 5521-BXD-KHTC.pdf")).to_be_visible()


def test_what_was_typed_comes_back_after_leaving_the_page(visit: Visit) -> None:
    page = visit("/ui/form/")

    page.get_by_label("Ghi chú").fill("Xin ý kiến Vụ Pháp luật trước")
    page.wait_for_timeout(400)
    page.goto(page.url.replace("/form/", "/desk/"))
    page.goto(page.url.replace("/desk/", "/form/"))
    expect(page.get_by_label("Ghi chú")).to_have_value("Xin ý kiến Vụ Pháp luật trước")


def test_a_body_and_a_day_come_back_as_they_are_sent(visit: Visit) -> None:
    page = visit("/ui/form/")
    page.get_by_role("combobox", name="Cơ quan, tổ chức ban hành").fill("noi vu")
    page.keyboard.press("Enter")
    page.locator(".field .day input").first.fill("03/04/2026")
    page.wait_for_timeout(400)
    page.goto(page.url.replace("/form/", "/desk/"))
    page.goto(page.url.replace("/desk/", "/form/"))

    expect(page.get_by_role("combobox", name="Cơ quan, tổ chức ban hành")).to_have_value("Bộ Nội vụ")
    expect(page.locator(".field .day-words").first).to_have_text("Thứ Sáu, 3 tháng 4")


def test_the_errors_of_a_form_are_told_at_the_top_and_take_the_focus(visit: Visit) -> None:
    page = visit("/ui/form/?wrong=1")

    expect(page.locator(".errors")).to_be_focused()
    page.get_by_role("link", name="Ngày tháng văn bản").click()
    expect(page.get_by_label("Ngày tháng văn bản")).to_be_focused()


def test_a_filter_changes_the_list_and_the_address(visit: Visit) -> None:
    page = visit("/ui/list/")

    page.get_by_role("link", name="Chờ ký").click()
    page.wait_for_url("**state=signing")
    expect(page.locator("[data-row]")).to_have_count(1)


def test_choosing_dark_keeps_dark_on_the_next_page(visit: Visit) -> None:
    page = visit("/ui/desk/")

    page.locator(".me > summary").click()
    page.get_by_role("button", name="Tối").click()
    page.wait_for_load_state()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_axe_would_find_a_barrier(visit: Visit) -> None:
    page = visit("/ui/public/")
    page.evaluate("document.getElementById('who').labels[0].remove()")

    assert [line.partition(":")[0] for line in barriers(page)] == ["label"]
