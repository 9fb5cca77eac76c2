"""Decoding and mending of text, and the detection of languages."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.articles.encodings import decode_text, guess_encoding, mend_text
from topics.articles.languages import load_language, normalise_language

SENTENCES = [
    ("Le président a été reçu à l'Élysée, où il a parlé du prix du blé.", "cp1252"),
    ("The minister said it’s “over” for the €3bn plan.", "cp1252"),
    ("Wałęsa pojechał do Łodzi na spotkanie z prezydentem miasta.", "cp1250"),
    ("Předseda vlády řekl, že přijde v úterý večer.", "cp1250"),
    ("Президент заявил, что переговоры пройдут в четверг.", "cp1251"),
    ("Ο πρόεδρος δήλωσε ότι οι συνομιλίες θα γίνουν την Πέμπτη.", "cp1253"),
    ("أعلن الرئيس أن المفاوضات ستجري يوم الخميس", "cp1256"),
    ("中国政府星期四宣布新的粮食储备措施", "gb18030"),
    ("日本の首相は木曜日の会見で新しい方針を示した", "cp932"),
    ("한국 정부는 목요일에 새로운 조치를 발표했다", "cp949"),
]


@pytest.mark.parametrize(("sentence", "encoding"), SENTENCES)
def test_a_sentence_in_an_older_encoding_is_understood(sentence, encoding):
    assert decode_text(sentence.encode(encoding)) == sentence


def test_one_broken_byte_does_not_make_utf8_another_encoding():
    data = "Łódź żółć gęślą jaźń".encode()

    assert decode_text(data[:2] + b"\xff" + data[2:]).replace("\ufffd", "") == "Łódź żółć gęślą jaźń"


@given(st.binary(max_size=60))
def test_any_bytes_become_text(data):
    assert isinstance(decode_text(data), str)
    assert guess_encoding(data)


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("The cafÃ© wasnâ€™t open", "The café wasn’t open"),
        ("it\x92s open", "it’s open"),
        ("AT&amp;T &#8211; results", "AT&T – results"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("ﬁnance", "finance"),
        ("cafe\u0301", "café"),
        ("a\x00b\x07c\ufeff", "abc"),
        ("\ud83d\ude00 \ud800", "😀 \ufffd"),
    ],
)
def test_broken_text_is_mended(broken, mended):
    assert mend_text(broken) == mended


@pytest.mark.parametrize("text", ["“Łódź” – it’s 3 % & more; naïve café", "Ärger über Öl", "日本「経済」", "a < b"])
def test_good_text_is_left_alone(text):
    assert mend_text(text) == text


@given(st.text(max_size=80))
def test_mended_text_can_always_be_stored(text):
    assert mend_text(text).encode("utf-8").decode("utf-8") == mend_text(text)


def test_mending_takes_time_in_proportion_to_the_length():
    def seconds(text: str) -> float:
        start = time.process_time()
        mend_text(text)
        return time.process_time() - start

    line = "The cafÃ© wasnâ€™t open – “really” ’’ said the owner "
    mend_text(line)
    assert seconds(line * 4000) < 40 * max(seconds(line * 400), 0.005)


def test_languages_are_detected():
    assert load_language("Der Brand in der Küche war gegen Mitternacht gelöscht") == "de"
    assert load_language("Dam level falls by two metres") == "en"


@pytest.mark.parametrize("text", ["", "Hm.", "12:30 21.50 +3 " * 20, "???"])
def test_what_is_no_language_has_none(text):
    assert load_language(text) == ""


@pytest.mark.parametrize(
    ("given_name", "code"),
    [("en-US", "en"), ("EN_gb", "en"), ("english", "en"), ("spa", "es"), ("Français", "fr"), ("xh", "xh"), ("iw", "he"),
     ("", ""), ("und", ""), ("unknown", ""), ("?", "")],
)  # fmt: skip
def test_given_languages_become_codes(given_name, code):
    assert normalise_language(given_name) == code
