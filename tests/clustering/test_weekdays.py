"""Days of the week that a lead names: in the main languages of news, and nothing else for a day."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.clustering.weekdays import LEAD_FOR_WEEKDAYS, weekdays

MON, TUE, WED, THU, FRI, SAT, SUN = (1 << day for day in range(7))
ENGLISH = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("on Monday", MON),
        ("Sunday's vote, Monday's count", SUN | MON),
        ("monday", 0),
        ("", 0),
        ("x" * 700 + " Monday", 0),
    ],
)
def test_days_of_the_week_are_read_off_the_lead(text, mask):
    assert weekdays(text) == mask


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("Der Rat tagt am Montag, Am Freitagabend stimmt er ab", MON | FRI),
        ("Le conseil a tranché mardi et votera samedi", TUE | SAT),
        ("El consejo decidió el lunes; votará el miércoles", MON | WED),
        ("Il consiglio decide lunedì, il voto domenica", MON | SUN),
        ("O conselho decidiu na terça-feira e vota no sábado", TUE | SAT),
        ("De raad besloot woensdag en stemt vrijdag", WED | FRI),
        ("Совет решил в среду, голосование в пятницу", WED | FRI),
        ("Rada zdecydowała we wtorek, głosowanie w sobotę", TUE | SAT),
        ("Kurul Salı günü karar verdi, oylama pazar günü", TUE | SUN),
        ("Rådet beslutade på torsdagen och röstar på söndag", THU | SUN),
        ("قرر المجلس يوم الاثنين والتصويت مساء الخميس", MON | THU),
        ("委员会周二作出决定，星期日投票", TUE | SUN),
        ("理事会は月曜日に決定し、土曜に投票する", MON | SAT),
        ("이사회는 수요일에 결정했다", WED),
    ],
)
def test_days_are_known_in_the_main_languages_of_news(text, mask):
    assert weekdays(text) == mask


@pytest.mark.parametrize(
    "text",
    [
        "Susan Sonntag beats Jan Freitag",
        "Bild am Sonntag reports",
        "a mardi gras parade, and Mardi Gras again",
        "the areas of two lunes",
        "Plácido Domingo sings, Ernesto Sabato writes",
        "shares sat in mar and fri",
        "загрязняют окружающую среду",
        "التقى الاثنان",
        "每周一次，一周三次",
        "Pazar, a town in Rize",
    ],
)
def test_what_is_no_day_is_none(text):
    assert weekdays(text) == 0


def test_an_english_text_has_its_english_days_alone(pile):
    leads = [text[:LEAD_FOR_WEEKDAYS] for text in pile.texts]
    named = [{ENGLISH.index(day) for day in re.findall(rf"\b(?:{'|'.join(ENGLISH)})\b", lead)} for lead in leads]

    assert [weekdays(text) for text in pile.texts] == [sum(1 << day for day in days) for days in named]
    assert sum(map(len, named)) > 100


@given(st.text())
def test_any_text_is_survived(text):
    assert 0 <= weekdays(text) < 128
