"""Words as search compares them."""

import pytest

from congvu.records.words import (
    Typed,
    bare,
    is_syllable,
    marked_word,
    meant_by,
    reference_key,
    undone_telex,
    undone_vni,
    words_in,
)


def test_accents_and_capitals_do_not_matter() -> None:
    assert bare("Quyết Định về ĐẦU TƯ công") == bare("quyet dinh ve dau tu cong") == "quyet dinh ve dau tu cong"


def test_a_decomposed_text_is_the_same_text() -> None:
    assert bare("Quyê\u0301t đi\u0323nh") == "quyet dinh"


@pytest.mark.parametrize(
    ("old", "new"), [("hoà", "hòa"), ("thuỷ", "thủy"), ("khoẻ", "khỏe"), ("uý", "úy"), ("xoá", "xóa")]
)
def test_the_place_of_the_tone_does_not_matter(old: str, new: str) -> None:
    assert marked_word(old) == marked_word(new)


def test_marked_words_differ_by_their_accents() -> None:
    assert len({marked_word(word) for word in ("ban", "bán", "bàn", "bản", "bạn", "băn", "bân")}) == 7


@pytest.mark.parametrize("spelling", ["7816/VPCP-TTĐT", "7816 vpcp ttdt", "7816/VPCP–TTDT", " 07816 / vpcp - ttđt"])
def test_a_reference_is_one_in_every_spelling(spelling: str) -> None:
    assert reference_key(spelling) == "7816 vpcp ttdt"


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("quyeets", "quyết"), ("quyetes", "quyết"), ("ddinhj", "định"), ("dinhjd", "định"), ("nhwngx", "những"),
        ("dduowngf", "đường"), ("dduwowngf", "đường"), ("tw", "tư"), ("thuyr", "thủy"), ("quowr", "quở"), ("nghij", "nghị"),
        ("khoangs", "khoáng"), ("truwowngr", "trưởng"), ("hoaf", "hoà"), ("giaays", "giấy"), ("hddnd", "hđnd"),
    ],
)  # fmt: skip
def test_telex_keys_are_undone(keys: str, word: str) -> None:
    assert undone_telex(keys) == Typed(bare(word), marked_word(word))


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("quye61t", "quyết"),
        ("d9inh5", "định"),
        ("du7o7ng2", "dương2"),
        ("d9uong72", "đường"),
        ("na8m", "năm"),
        ("to6i", "tôi"),
    ],
)
def test_vni_keys_are_undone(keys: str, word: str) -> None:
    typed = undone_vni(keys)
    assert typed is not None
    assert typed.bare == bare(word).rstrip("2")


@pytest.mark.parametrize("word", ["quyet", "nghieng", "oanh", "gi", "ke", "khuyu", "xoong", "uong", "thuong", "nguoi"])
def test_a_syllable_is_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["quyeets", "vpcp", "ttdt", "quye61t", "ddinhj", "nhwng", "data"])
def test_what_is_no_syllable_is_known(word: str) -> None:
    assert not is_syllable(word)


def test_a_plain_syllable_means_only_itself() -> None:
    assert [meaning.bare for meaning in meant_by("dinh")] == ["dinh"]


def test_the_letters_of_a_body_mean_only_themselves() -> None:
    assert [meaning.bare for meaning in meant_by("vpcp")] == ["vpcp"]


def test_y_and_i_at_the_end_are_one() -> None:
    assert {meaning.bare for meaning in meant_by("ky")} == {"ky", "ki"}


def test_a_number_grown_together_with_letters_is_taken_apart() -> None:
    assert "7816 vpcp" in [meaning.bare for meaning in meant_by("7816vpcp")]


def test_letters_beyond_the_first_65536_are_letters_too() -> None:
    """Most texts have none and are read by the set of the others; both must find the same words."""
    text = "Số 57-NQ/TW của Đắk_Lắk №3 ① ²x ກົດໝາຍ о̂"
    plain = [(word.start, word.end) for word in words_in(text)]
    assert plain == [(word.start, word.end) for word in words_in(f"{text} \U0001d400")][:-1]
    assert [text[start:end] for start, end in plain][:7] == ["Số", "57", "NQ", "TW", "của", "Đắk", "Lắk"]
    assert [word.bare for word in words_in("x\U0001d400 \U0001f600y")] == ["x\U0001d400", "y"]
