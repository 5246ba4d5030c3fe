"""The bytes and characters of pages in many languages: charsets with true and false declarations, joiners, marks."""

import unicodedata
from collections.abc import Iterator

import pytest

from hearsay.pipelines.extract.bytes.characters import plain_characters, plain_json, plain_markup
from hearsay.pipelines.extract.bytes.declared_languages import declared_languages
from hearsay.pipelines.extract.bytes.decoding import decode
from hearsay.pipelines.extract.bytes.mojibake import repaired
from tests.specimens.pages import extracted, headline, page, paragraphs, specimens

CODECS = {"windows-874": "cp874", "gb2312": "gbk", "euc-kr": "cp949"}
TONES = "\u0300\u0301\u0303\u0309\u0323"
OLD_LETTERS = {
    "ro": str.maketrans("șțȘȚ", "şţŞŢ"),
    "fa": str.maketrans("ی", "ي"),
}
"""Letters that the charsets of a language lack, with those that were written."""
PLAIN_SIGNS = str.maketrans("’‘“”„–—…", '\'\'"""--.')


def declarations() -> Iterator[tuple[str, str, str]]:
    """Yield language, charset and declared charset of each specimen."""
    for language, charsets in specimens("bytes").items():
        for charset, labels in charsets.items():
            yield from ((language, charset, label) for label in labels)


def encoded(text: str, language: str, charset: str) -> tuple[str, bytes]:
    """Return a text as it can be written in a charset, and its bytes."""
    codec = CODECS.get(charset, charset)
    text = text.translate(OLD_LETTERS.get(language, {}))
    if charset == "windows-1258":
        return text, "".join(map(_with_tones, text)).encode(codec)
    try:
        return text, text.encode(codec)
    except UnicodeEncodeError:
        text = text.translate(PLAIN_SIGNS)
        return text, text.encode(codec)


def _with_tones(char: str) -> str:
    """Return a Vietnamese letter with its tone as a character of its own, as windows-1258 writes it."""
    try:
        char.encode("windows-1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", char)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
        return base + "".join(part for part in parts if part in TONES)
    return char


def article(language: str, charset: str, label: str, declared: str) -> tuple[list[str], bytes]:
    """Return the lines of an article and its page in a charset, with a declared charset and language."""
    lines = [encoded(line, language, charset) for line in (headline(language), *paragraphs(language))]
    meta = "" if label == "none" else f'<meta charset="{label}">'
    (_, title), *rest = lines
    body = b"".join(b"<p>" + line + b"</p>" for _, line in rest)
    head = f"<!DOCTYPE html><html{declared}><head>{meta}<title>".encode() + title + b"</title></head>"
    return [text for text, _ in lines], head + b"<body><article><h1>" + title + b"</h1>" + body + b"</article></body>"


@pytest.mark.parametrize(("language", "charset", "label"), declarations())
def test_page_in_a_charset_of_its_language(language: str, charset: str, label: str) -> None:
    """Saved pages lose the header with the charset; what is left of the declarations may be wrong."""
    lines, body = article(language, charset, label, f' lang="{language}"')
    text = unicodedata.normalize("NFC", decode(body, None))
    assert [line for line in lines if line not in text] == []


@pytest.mark.parametrize(
    ("language", "charset", "label"), [item for item in declarations() if item[2] in (item[1], "iso-8859-1", "none")]
)
def test_page_that_declares_no_language(language: str, charset: str, label: str) -> None:
    """The letters alone have to show the charset."""
    lines, body = article(language, charset, label, "")
    text = unicodedata.normalize("NFC", decode(body, None))
    assert [line for line in lines if line not in text] == []


@pytest.mark.parametrize("language", ["ru", "pl", "ja", "el"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r", "gbk"])
def test_valid_utf8_is_utf8_under_any_label(language: str, charset: str) -> None:
    """A label of another charset on a page in UTF-8 is common: the server declares it for all pages."""
    markup = page(language).replace('<meta charset="utf-8">', f'<meta charset="{charset}">')
    assert decode(markup.encode(), None) == markup


@pytest.mark.parametrize(
    ("label", "text", "codec"),
    [
        ("iso-8859-2", "„Nie ruszymy” – powiedziała Żurek-Ćwikła.", "cp1250"),
        ("iso-8859-7", "«Κανείς» – ‘ναι’, είπε η Άννα…", "cp1253"),
        ("iso-8859-5", "«Нет» — сказал Ёлкин №1…", "cp1251"),
        ("iso-8859-9", "“Hayır” – dedi Çiğdem Işıklı…", "cp1254"),
        ("iso-8859-1", "“No” – dit-elle… œuf €", "cp1252"),
        ("iso-8859-13", "„Ne“ – sakė Žydrūnė Šeškaitė…", "cp1257"),
    ],
)
def test_quotation_marks_of_windows_under_the_label_of_iso(label: str, text: str, codec: str) -> None:
    """ISO 8859 has control characters where Windows has quotation marks and, for some letters, other bytes."""
    body = f'<meta charset="{label}"><p>'.encode() + text.encode(codec) + b"</p>"
    assert text in decode(body, None)


def test_a_stray_quotation_mark_does_not_change_the_letters() -> None:
    """A text in ISO-8859-2 with a mark that was pasted from Windows keeps its letters: ą is another byte there."""
    body = b'<html lang="pl"><meta charset="iso-8859-2"><p>'
    body += "Zbiornik będzie pusty, ąśź ĄŚŹ, mówią w gminie".encode("iso8859-2") + b"\x85</p>"
    assert "będzie pusty, ąśź ĄŚŹ, mówią w gminie…" in decode(body, None)


@pytest.mark.parametrize("code", ["en", "de", "fr"])
def test_bytes_of_windows_in_a_page_of_utf8(code: str) -> None:
    """A template in UTF-8 around a text in windows-1252: each part is read in its own charset."""
    body = f'<html lang="{code}"><meta charset="utf-8"><p>“The wind,” Strand said. Zo'.encode()
    body += b"\xeb Brandt and Ren\xe9 C\xf4t\xe9 met at the caf\xe9.</p>"
    assert "“The wind,” Strand said. Zoë Brandt and René Côté met at the café." in decode(body, None)


def test_a_cut_letter_is_no_letter_of_windows() -> None:
    """The first bytes of a cut ideograph are letters of windows-1252 by chance."""
    text = "松溪镇上方的水库将从四月底起放空五周"
    body = b"<meta charset=utf-8><p>" + text.encode() + "检".encode()[:2] + b"</p>"
    assert decode(body, None) == f"<meta charset=utf-8><p>{text}\ufffd</p>"


@pytest.mark.parametrize(
    "text",
    [
        "m³ und km², 1. Mai – 12 °C, «Škoda» und Dvořák",
        "¿Qué pasa? n.º 5, 1.ª edición, ¡sí!",
        "½ heure, ¼ de litre, l´été",
    ],
)
def test_signs_that_a_language_writes_do_not_change_the_charset(text: str) -> None:
    """A symbol beside a number or an opening question mark is no sign of a wrong charset."""
    for lang in ("de", "es", "fr"):
        body = f'<html lang="{lang}"><meta charset="windows-1252"><p>'.encode() + text.encode("cp1252", "replace")
        assert decode(body, None).endswith(text.encode("cp1252", "replace").decode("cp1252"))


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ('<html lang="pt-BR">', ["pt"]),
        ("<html xml:lang='nb'><meta property=og:locale content=en_US>", ["no", "en"]),
        ('<html><meta http-equiv="Content-Language" content="ru, en">', ["ru"]),
        ('<!-- <html lang="de"> --><html lang="">', []),
        ('<html lang="english">', []),
    ],
)
def test_languages_in_the_first_bytes(head: str, codes: list[str]) -> None:
    """The charset is chosen before the page can be parsed."""
    assert declared_languages(head.encode()) == codes


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("fa", "می‌شود"),
        ("fa", "خانه‌ای"),
        ("ur", "بے‌شک"),
        ("ku", "ئه‌مه‌"),
        ("hi", "क्‍या"),
        ("ml", "അവന്‍"),
        ("si", "ශ්‍රී"),
        ("en", "👨‍👩‍👧‍👦"),
        ("en", "👩🏽‍⚖️"),
        ("en", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
    ],
)
def test_joiners_stay_where_they_are_part_of_the_spelling(code: str, word: str) -> None:
    """Without them words are misspelt, and a pictograph of a family is four people."""
    language = code if code in ("fa", "hi") else "en"
    paragraph = f"{word} {paragraphs(language)[0]} {word} {word}."
    assert paragraph in extracted(page(language, inside=f"<p>{paragraph}</p>")).text.splitlines()


def test_private_characters_of_a_page_are_no_joiners() -> None:
    """Joiners are set aside under other characters; those must not be characters of the page."""
    own = "".join(map(chr, range(0x13000, 0x13010)))
    article = extracted(page("fa", inside=f"<p>می‌شود {own} {paragraphs('fa')[0]}</p>"))
    assert f"می‌شود {own}" in article.text


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("A\u200cuf\u200dlage", "Auflage"),
        ("cli\u00adnic, cli&shy;nic, cli&#173;nic, cli&#xAD;nic", "clinic, clinic, clinic, clinic"),
        ("\u200fהאגם\u200f \u202bירוקן\u202c \u2067x\u2069", "האגם ירוקן x"),
        ("&rlm;האגם&lrm;", "האגם"),
        ("\ufeffword\u2060 joiner\u200b", "word joiner"),
        ("ﬁnance oﬃce conﬁrmed ﬂood Steﬀan ﬆ", "finance office confirmed flood Steffan st"),
        ("Ko\u0308ln e&#769;t&#xe9; cafe&#x301;", "Köln ét&#xe9; café"),
        ("ﻻ ﺳﻼﻡ", "لا سلام"),
        ("ﷺ", "ﷺ"),
        ("O\u02bcDowda Keli\u02bbi", "O\u02bcDowda Keli\u02bbi"),
        ("&amp;shy; &lt; &#8217;", "&amp;shy; &lt; &#8217;"),
        ("Ｆｕｌｌ ｶﾅ ½ ²", "Ｆｕｌｌ ｶﾅ ½ ²"),
    ],
)
def test_characters_of_a_page(markup: str, plain: str) -> None:
    """A search for a word must find it, in whatever characters it is written."""
    assert plain_markup(markup) == plain


def test_escapes_in_the_data_of_a_page() -> None:
    """The same characters as JSON writes them."""
    assert plain_json('{"headline": "Ca\\u00adfe\\u0301 \\u200f\\u2019"}') == '{"headline": "Café \\u2019"}'


@pytest.mark.parametrize("code", [*specimens("articles")])
def test_text_in_form_d_becomes_form_c(code: str) -> None:
    """Texts from Macs have accents as characters of their own; dates and names in them were not read."""
    text = "\n".join(paragraphs(code))
    assert plain_characters(unicodedata.normalize("NFD", text)) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("code", [*specimens("articles")])
def test_an_article_loses_no_character(code: str) -> None:
    """Set against its own paragraphs, so that a character of a script that is dropped is seen."""
    article = extracted(page(code))
    assert article.text == "\n".join(unicodedata.normalize("NFC", line) for line in paragraphs(code))
    assert article.title == unicodedata.normalize("NFC", headline(code))


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        (
            "<span>杉川の</span><span>ダム湖、</span><span>五週間水を抜いて点検へ</span>",
            "杉川のダム湖、五週間水を抜いて点検へ",
        ),
        ("<span>อ่างเก็บน้ำ</span><wbr><span>เหนือเมืองสนเขียวจะปล่อยน้ำ</span>", "อ่างเก็บน้ำเหนือเมืองสนเขียวจะปล่อยน้ำ"),
        (
            "<ruby>杉川<rp>(</rp><rt>すぎかわ</rt><rp>)</rp></ruby>のダム湖、五週間水を抜いて点検へ",
            "杉川のダム湖、五週間水を抜いて点検へ",
        ),
        (
            '<span class="cap">S</span>tausee wird für fünf Wochen abgelassen',
            "Stausee wird für fünf Wochen abgelassen",
        ),
        ("Stau<b>see</b> wird für fünf<br>Wochen abgelassen", "Stausee wird für fünf Wochen abgelassen"),
        ("<span>Lake Orle</span><span>Drained for Five Whole Weeks</span>", "Lake Orle Drained for Five Whole Weeks"),
        (
            "<span>Lake drained</span> <em>for five</em> weeks, CO<sub>2</sub> falls",
            "Lake drained for five weeks, CO2 falls",
        ),
    ],
)
def test_title_in_several_elements(heading: str, title: str) -> None:
    """Elements within a line have no blank between them, unless a new phrase begins."""
    markup = page("de", lang=None).replace(f"<h1>{headline('de')}</h1>", f"<h1>{heading}</h1>")
    markup = markup.replace(f"<title>{headline('de')}</title>", f"<title>{title}</title>")
    assert extracted(markup).title == title


@pytest.mark.parametrize(
    ("damaged", "text"),
    [
        (
            "â€œWe will not take any risk,â€\x9d she said â€” itâ€™s late",
            "“We will not take any risk,” she said — it’s late",
        ),
        ("FÃ¼r die GrÃ¶ÃŸe", "Für die Größe"),
        ("NÃO É SÓ ISSO: AÇÃO!", "NÃO É SÓ ISSO: AÇÃO!"),
        ("one â€œ alone", "one â€œ alone"),
    ],
)
def test_letters_read_in_the_wrong_charset_before_they_were_saved(damaged: str, text: str) -> None:
    """The bytes are valid UTF-8, so no charset helps; a single such sequence may be meant."""
    assert repaired(damaged) == text
