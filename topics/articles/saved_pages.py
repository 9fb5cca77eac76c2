"""Pages that a browser saved with their folder ("page.html" beside "page_files"): the folder is furniture of the page.

Its files are never articles; how many they are is noted at the page, so that each is accounted for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

from topics.articles.ledger import Ledger
from topics.articles.sources import Source

PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
# What browsers append to the name of the page, in the languages they come in.
FOLDER_ENDINGS = (
    "_files", ".files", "-files", "_archivos", "_arquivos", "_bestanden", "-dateien", "_datoteke", "_dosyalar", "_elemei",
    "_fajlovi", "_ficheiros", "_fichiers", "_file", "-filer", "_fitxers", "_pliki", "_soubory", "_tiedostot",
)  # fmt: skip


def without_furniture(files: Iterable[Source], ledger: Ledger) -> list[Source]:
    """Leave out the files in the folders of saved pages, and note at each page how many they were.

    Examples
    --------
    >>> from pathlib import Path
    >>> names = ["inbox/ferry.html", "inbox/ferry_files/style.css", "inbox/ferry_files/ad.html", "inbox/grain.txt"]
    >>> ledger = Ledger()
    >>> [file.name for file in without_furniture([Source(Path(name), name) for name in names], ledger)]
    ['inbox/ferry.html', 'inbox/grain.txt']
    >>> ledger.notes[0]["note"]
    '2 files in the folder ferry_files, saved with this page, were not read: pictures, styles, scripts, frames'
    """
    files = list(files)
    page_of = {_stem(file.name): file.name for file in files if file.name.lower().endswith(PAGE_SUFFIXES)}
    kept, furniture = [], Counter[tuple[str, str]]()
    for file in files:
        found = next((pair for pair in _folders(file.name) if pair[0] in page_of), None)
        if found:
            furniture[page_of[found[0]], found[1]] += 1
        else:
            kept.append(file)
    for (page, folder), number in sorted(furniture.items()):
        files_in = f"{number} file{'' if number == 1 else 's'} in the folder {folder}, saved with this page,"
        note = f"{files_in} {'was' if number == 1 else 'were'} not read: pictures, styles, scripts, frames"
        ledger.note(page, 0, note, 0)
    return kept


def _stem(name: str) -> str:
    return name[: name.rindex(".")].casefold()


def _folders(name: str) -> list[tuple[str, str]]:
    """Give the stem of the page that each folder above a file would belong to, the outermost first, and the folder's name."""
    found = []
    for folder in reversed(PurePosixPath(name).parents):
        plain = folder.as_posix().casefold()
        found += [(plain.removesuffix(ending), folder.name) for ending in FOLDER_ENDINGS if plain.endswith(ending)]
    return found
