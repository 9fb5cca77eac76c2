"""Words that carry no topic: stop words of the text's own language, and what news adds to them.

Stands before `phrases` on the straight line. It must not know any pile: what is common in one pile only is weighed there.
"""

from __future__ import annotations

from functools import cache

FALLBACK = "en"  # language of texts that name none, or one without a list
SAME_LIST = {"no": "nb", "nn": "nb"}

# Left out in lower case only: "High Court" and "New Delhi" are names.
FILLERS = frozenset(
    """say says said saying told tells tell did does doing done able away ahead little outside inside abroad aboard ones
    according reported today yesterday tomorrow yearly monthly weekly daily annual new old former current first third last
    next early late later earlier latest recent recently soon ago once two three four five six seven eight nine ten eleven
    twelve dozen dozens hundred hundreds thousand thousands million millions billion billions trillion mln bln cts vs per
    cent cents percent percentage pct including include includes included added adding adds add make made makes making
    take took takes taken taking give gave given gives also still would could like just get gets got getting go goes going
    went gone come comes came coming back around nearly almost expected likely read more continue video watch live updated
    update editor copyright reserved subscribe newsletter advertisement noon midnight asked gmt utc local announced
    announce want wants wanted good bad big small large great high low higher lower highest lowest far set put know known
    think really use used using left right called call calls remaining short long yet total main major minor key own
    several various different certain possible due amid despite since whether while within without against among across
    near end ended ending start started starting begin began showed show shows shown see seen saw look looked looking keep
    kept let hold held holding run ran running follow followed following remain remains remained become became need needs
    needed try tried trying worked working help helped turn turned move moved lead led bring brought leave leaves round
    mid website kilometre kilometres kilometer kilometers mile miles metre metres meter meters km kg tonnes tons dlrs dlr
    stg north south east west northern southern eastern western don't didn't doesn't isn't aren't wasn't weren't it's
    that's there's he's she's i'm we're they're you're can't won't wouldn't couldn't shouldn't haven't hasn't hadn't i've
    we've i'd he'd they'd they've we'll you'll i'll blew broke built bought caught chose dealt drew drove ate fell fed
    felt fought found fled flew forgot froze grew hung heard hid knew laid lent lit lost meant met paid quit rode rang
    rose sought sold sent shook shrank sang sank sat slept slid spoke spent spun stood stole stuck struck swore swept swam
    swung taught tore thought threw woke wore won wrote died rise rises risen fallen grown written broken chosen driven""".split()
)
# What stands before a measure is no noun: "nautical miles".
UNITS = frozenset(
    """dozen dozens hundred hundreds thousand thousands million millions billion billions trillion mln bln cts cents per cent
    percent percentage pct kilometre kilometres kilometer kilometers mile miles metre metres meter meters km kg tonnes tons
    dlrs dlr stg""".split()
)
# No name alone, and none begins with them; but "human rights" is one.
WEAK = frozenset(
    """people person persons man men woman women country countries place places point points meeting meetings conference
    interview press news story stories area areas level levels case cases work works rights official officials source
    sources agency newspaper statement statements part parts number numbers head question questions side sides kind sort
    time times way ways thing things lot lots report reports reporter reporters worth comment comments aide aides
    colleague colleagues month months week weeks day days year years hour hours minute minutes second seconds weekend
    morning afternoon evening night photo photos file image example reason reasons answer spokesman spokeswoman
    spokesperson average half quarter remark remarks fact facts euro euros dollars pounds francs percent percentage move
    moves group groups member members effort efforts issue issues decision decisions plan plans problem problems chief
    title others""".split()
)
# Left out however they are written: calendar, agencies, forms of address.
MARKS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sept sep oct nov dec mr mrs ms dr
    sir reuters reuter afp ap upi tass xinhua dpa efe ansa bloomberg copyright""".split()
)


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language, given by its two letters; those of English where there is no list.

    >>> "the" in stop_words("en"), "avec" in stop_words("fr"), stop_words("xx") == stop_words("en")
    (True, True, True)
    """
    import stop_words as lists

    code = SAME_LIST.get(language, language)
    if code == FALLBACK or code not in lists.LANGUAGE_MAPPING:
        from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # shorter: no "computer", no "goods" among them

        return frozenset(ENGLISH_STOP_WORDS)
    return frozenset(word.casefold() for word in lists.get_stop_words(code))
