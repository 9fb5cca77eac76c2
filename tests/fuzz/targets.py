"""What is fuzzed, by name: how inputs of a kind are made, and what each is held to."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from hypothesis import strategies as st

from . import damage, packed, repeated, run_folders, tables, texts
from .cases import Case, check_file, check_run


class Target(NamedTuple):
    cases: st.SearchStrategy[Case]
    check: Callable[[Case], None]


TARGETS: dict[str, Target] = {
    "cells": Target(tables.csv_files(), check_file),
    "json": Target(tables.json_files() | tables.json_oddities(), check_file),
    "parquet": Target(tables.parquet_files(), check_file),
    "workbooks": Target(tables.workbooks() | packed.sheets(), check_file),
    "frames": Target(tables.frames(), check_file),
    "dumps": Target(texts.dumps(), check_file),
    "feeds": Target(texts.feeds() | texts.feed_lists(), check_file),
    "pages": Target(texts.pages(), check_file),
    "exchange": Target(texts.news_items() | texts.gkg_files(), check_file),
    "letters": Target(texts.mail(), check_file),
    "documents": Target(texts.rich_texts() | packed.word_files() | packed.open_documents(), check_file),
    "archives": Target(packed.archives(), check_file),
    "web-archives": Target(packed.web_archives() | packed.saved_pages(), check_file),
    "damaged": Target(damage.damaged_files(), check_file),
    "invented": Target(damage.invented_files(), check_file),
    "repeated": Target(repeated.repeated_files(), check_file),
    "runs": Target(run_folders.run_folders(), check_run),
}
