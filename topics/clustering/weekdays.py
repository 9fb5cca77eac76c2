"""A text -> the days of the week that its lead names, in the languages of most news.

Stands before `channels`, beside `anchors`. Whole names only, no abbreviations ("mar", "sat"); a name that is a surname, a town or
another word too counts beside a word that makes it a day. English text must give what English names alone give: the weights rest
on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LEAD_FOR_WEEKDAYS = 600  # characters in which a report says on which day its event happened; later ones are background
ENGLISH = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
ENGLISH_DAYS = ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")
WORD = re.compile(r"(?:Welt|Bild|BILD) am Sonntag|mardi gras|[^\W\d_]+(?:-feira)?")

# Monday to Sunday as they stand in running text, forms of one day parted by strokes, "_" for what is told elsewhere.
PLAIN = (
    "_ martes miércoles jueves viernes sábado domingo",  # Spanish
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    "måndag/måndagen/måndags tisdag/tisdagen/tisdags onsdag/onsdagen/onsdags torsdag/torsdagen/torsdags fredag/fredagen/fredags "
    "lördag/lördagen/lördags söndag/söndagen/söndags",
    "poniedziałek/poniedziałku wtorek/wtorku środa/środę czwartek/czwartku piątek/piątku sobota/sobotę/soboty "
    "niedziela/niedzielę/niedzieli",
    "понедельник/понедельника/понедельнику вторник/вторника/вторнику _ четверг/четверга/четвергу "
    "пятница/пятницу/пятницы/пятнице суббота/субботу/субботы/субботе воскресенье/воскресенья/воскресенью",
)
GERMAN = "Montag Dienstag Mittwoch Donnerstag Freitag Samstag/Sonnabend Sonntag"
TIMES_OF_DAY = ("", "früh", "morgen", "vormittag", "mittag", "nachmittag", "abend", "nacht")
BESIDE_WORDS = (  # words of which one stands before the name, the names, words of which one stands after
    (
        "am vom zum bis seit ab für dem den diesem diesen letzten vergangenen kommenden nächsten jeden",
        " ".join("/".join(day + time for day in days.split("/") for time in TIMES_OF_DAY) for days in GERMAN.split()),
        "",
    ),
    ("el del al este pasado próximo", "lunes _ _ _ _ _ _", ""),  # English has lunes as well
    ("в во со к на", "_ _ среду/среды/среде _ _ _ _", ""),  # surroundings, else
    (
        "يوم اليوم أمس مساء صباح ظهر فجر ليلة",  # the two, the one, the fifth, else
        "الاثنين/الإثنين الثلاثاء الأربعاء/الاربعاء الخميس الجمعة السبت الأحد/الاحد",
        "",
    ),
    (
        "",  # bazaar, else
        "Pazartesi/pazartesi Salı/salı Çarşamba/çarşamba Perşembe/perşembe Cuma/cuma Cumartesi/cumartesi Pazar/pazar",
        "günü gününden gününe akşamı sabahı",
    ),
)
UNSPACED = (  # scripts that part no words; "once a week" is no Monday
    (
        re.compile(r"(?:星期|礼拜|禮拜|(?<![一二三四五六七八九十两兩几幾每\d])[周週])([一二三四五六日天])"),
        "一二三四五六日天",
    ),
    (re.compile("([月火水木金土日])曜"), "月火水木金土日"),
    (re.compile("([월화수목금토일])요일"), "월화수목금토일"),
)


def weekdays(text: str) -> int:
    """Return the days of the week that the lead names, one bit each, Monday the lowest.

    >>> weekdays("The bank decided on Tuesday, after Monday's vote")
    3
    >>> weekdays("La banque a tranché mardi"), weekdays("Die Bank entschied am Dienstagabend")
    (2, 2)
    """
    lead = text[:LEAD_FOR_WEEKDAYS]
    days = {ENGLISH_DAYS.index(day) for day in ENGLISH.findall(lead)}
    words = WORD.findall(lead)
    days.update(DAY_OF[word] for word in DAY_OF.keys() & words)
    if BESIDE.keys() & words:
        days.update(_days_beside(words))
    if not lead.isascii():
        days.update(min(names.index(name), 6) for pattern, names in UNSPACED for name in pattern.findall(lead))
    return sum(1 << day for day in days)


def _days_beside(words: list[str]) -> Iterator[int]:
    """Days whose names stand beside a word that makes them days."""
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        if word in BESIDE:
            day, lead_ins, followers = BESIDE[word]
            if before.lower() in lead_ins or after.lower() in followers:
                yield day


def _names(week: str) -> Iterator[tuple[str, int]]:
    """Every name of a week with its day, 0 for Monday."""
    for day, names in enumerate(week.split()):
        yield from ((name, day) for name in names.split("/") if name != "_")


DAY_OF = {name: day for week in PLAIN for name, day in _names(week)}
BESIDE = {
    name: (day, set(before.split()), set(after.split()))
    for before, week, after in BESIDE_WORDS
    for name, day in _names(week)
}
