"""The charset of a page: the rules of the HTML and the Encoding Standard, and the deviations from them."""

import pytest

from hearsay.pipelines.extract.bytes.declared_charset import codec_of, declared_codec
from hearsay.pipelines.extract.bytes.decoding import decode

RUSSIAN = "Мэр Москвы сказал"
GERMAN = "Größe, Köln, Zürich, Straße"


@pytest.mark.parametrize(
    ("label", "char", "encoded"),
    [
        ("shift_jis", "①", b"\x87\x40"),  # From Windows' Shift_JIS, not the standard one.
        ("big5", "嘅", "嘅".encode("big5hkscs")),  # Cantonese, from the Hong Kong supplement.
        ("gb2312", "€", "€".encode("gb18030")),
        ("iso-8859-9", "€", b"\x80"),
        ("latin5", "ş", b"\xfe"),
        ("tis-620", "…", b"\x85"),
        ("windows-874", "ก", b"\xa1"),
        ("iso-8859-1", "“", b"\x93"),
        ("latin-1", "“", b"\x93"),
        ("us-ascii", "’", b"\x92"),
        ("ks_c_5601-1987", "똠", "똠".encode("cp949")),
        ("  UTF8 ", "é", "é".encode()),
    ],
)
def test_labels_mean_what_browsers_make_of_them(label: str, char: str, encoded: bytes) -> None:
    """Python's charsets of the same names are narrower; a page would lose characters or get a guessed charset."""
    page = b'<meta charset="' + label.encode() + b'"><p>' + encoded * 8 + b" abc"
    assert decode(page, None).endswith(f"{char * 8} abc")
    assert decode(encoded * 8, label) == char * 8


@pytest.mark.parametrize("code", [*range(0x20), 0x7F, 0x80, 0x85, 0x9F, 0xA0, 0xFFFD, 0xFFFE, 0xFFFF, 0x1F600])
@pytest.mark.parametrize("around", ["plain", GERMAN])
def test_a_forbidden_character_is_found_in_bytes_as_in_characters(code: int, around: str) -> None:
    """Forbidden characters are searched in the bytes of a page; libxml2 ends the text at one that is missed."""
    is_forbidden = chr(code) not in "\t\n\f\r\x85" and (
        code < 0x20 or 0x7F <= code < 0xA0 or code in (0xFFFE, 0xFFFF)
    )
    page = f"<p>{around}{chr(code)}{around}"
    assert decode(page.encode(), "utf-8") == (page.replace(chr(code), "\ufffd") if is_forbidden else page)


@pytest.mark.parametrize("label", ["rot13", "utf-7", "no-such", "", "\x00", "hex", "iso-2022-kr", "idna"])
def test_labels_that_mean_nothing_on_the_web(label: str) -> None:
    """Python knows codecs that are not charsets, or that hide markup."""
    assert codec_of(label) is None


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        (b"<meta charset=koi8-r>", "koi8-r"),
        (b"<META CHARSET = 'koi8-r' >", "koi8-r"),
        (b'<meta name=x content="a>b"><meta/charset="koi8-r"/>', "koi8-r"),
        (b'<!-- <meta charset="big5"> --><meta charset="koi8-r">', "koi8-r"),
        (b'<!--><meta charset="koi8-r">', "koi8-r"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        (b"<meta content=\"text/html;charset = 'koi8-r'\" http-equiv=content-type>", "koi8-r"),
        (b'<meta content="text/html; charset=koi8-r">', None),  # Without http-equiv, `content` is not a declaration.
        (b'<meta name="description" content="charset=koi8-r">', None),
        (b'<meta http-equiv="refresh" content="5; charset=koi8-r">', None),
        (b'<metadata charset="koi8-r">', None),
        (b'</meta charset="koi8-r">', None),
        (b'<a title="<meta charset=koi8-r>">', None),
        (b'<meta charset="no-such"><meta charset="koi8-r">', "koi8-r"),
        (b'<meta charset="koi8-r" charset="big5">', "koi8-r"),
        (b'<meta charset="utf-16">', "utf-8"),  # A page that was read byte by byte cannot be UTF-16.
        (b'<meta charset="x-user-defined">', "cp1252"),
        (b'<?xml version="1.0" encoding="koi8-r"?><html>', "koi8-r"),
        (b'<?xml version="1.0" encoding="UTF-16"?><html>', "utf-8"),
        (b"<" * 1000, None),
        (b"<meta charset=", None),
        (b"<!-- never closed <meta charset=koi8-r>", None),
    ],
)
def test_prescan(head: bytes, codec: str | None) -> None:
    """HTML Standard, 13.2.3.2; a regular expression on the bytes took comments and descriptions for declarations."""
    assert declared_codec(head) == codec


def test_a_declaration_further_down_counts_after_one_further_up() -> None:
    """Browsers read 1,024 bytes, and start again if they meet a declaration later."""
    late = b"<title>" + b"x" * 2000 + b'</title><meta charset="koi8-r">'
    assert declared_codec(late) == "koi8-r"
    assert declared_codec(b'<meta charset="big5">' + late) == "big5hkscs"


def test_the_mark_comes_before_the_transport_and_that_before_the_page() -> None:
    """The order of the standard, each source against the next."""
    page = b'<meta charset="big5">' + RUSSIAN.encode("cp1251")
    assert RUSSIAN in decode(page, "windows-1251")
    marked = b"\xef\xbb\xbf" + b'<meta charset="big5">' + RUSSIAN.encode()
    assert decode(marked, "windows-1251").endswith(RUSSIAN)
    assert decode(RUSSIAN.encode("utf-16"), "windows-1251") == RUSSIAN


def test_utf16_without_a_mark_by_the_transport() -> None:
    """NULs are valid in UTF-8, so such bytes would pass for UTF-8."""
    assert decode("<p>Köln".encode("utf-16-le"), "utf-16") == "<p>Köln"
    assert decode("Koeln".encode("utf-16-be"), "utf-16be") == "Koeln"


def test_bytes_without_a_meaning_do_not_change_the_charset() -> None:
    """0x81 is undefined in windows-1252: one such byte made the charset of a whole page a guess."""
    assert decode(GERMAN.encode("cp1252") + b"\x81", "iso-8859-1") == GERMAN + "\ufffd"
    assert decode(b"\x81 caf\xe9", "latin-1") == "\ufffd café"


def test_a_declaration_that_the_bytes_break_gives_way_to_one_that_they_keep() -> None:
    """Servers declare Latin-1 for everything; a Shift_JIS page often contains bytes that Latin-1 does not have."""
    japanese = "東京都は、こう言った。"
    page = b"<meta charset=shift_jis>" + japanese.encode("cp932")
    assert decode(page, "iso-8859-1").endswith(japanese)


def test_a_few_broken_letters_leave_a_declared_charset_of_several_bytes_alone() -> None:
    """A Chinese page that is cut inside a letter is still Chinese."""
    chinese = "市长说,预算已经通过。" * 5
    assert decode(b"<meta charset=gb2312>" + chinese.encode("gbk") + b"\xd6", None).endswith(chinese + "\ufffd")


def test_utf8_is_told_from_what_is_declared() -> None:
    """Valid UTF-8 wins, except for very few letters, which may be valid by chance."""
    assert decode(GERMAN.encode(), "iso-8859-1") == GERMAN
    assert decode(RUSSIAN.encode(), "windows-1251") == RUSSIAN
    assert decode(b"\xc4\xa3", "gbk") == "模"


def test_what_nobody_declares_is_guessed() -> None:
    """The guess is the last resort, for a text of some length."""
    text = "Мэр Москвы сказал, что бюджет города принят и будет исполнен в срок. " * 5
    assert decode(text.encode("cp1251"), None) == text
