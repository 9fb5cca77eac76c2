"""Runs to edit, follow and compare: one made by hand, and random small ones."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import strategies as st

from topics.runs.example import assembled, example_run

DAYS = ["", "2026-03-01", "2026-03-02", "2026-03-09"]


@pytest.fixture
def run():
    """Twelve articles, one of them a copy; Transport (Ferries, Trams) and Farming (Olive harvest, Vineyards)."""
    return example_run()


@pytest.fixture(scope="session")
def build():
    """A run from the home topics of articles a0, a1, ...; topics are (id, layer, parent, name)."""

    def made(homes, topics, events=None, copies=None, ids=None):
        n = len(homes)
        ids = ids or [f"a{number}" for number in range(n)]
        table = pd.DataFrame({"id": ids, "title": [f"Title of {one}" for one in ids], "topic": homes})
        table = table.astype(str).assign(
            published=[DAYS[number % len(DAYS)] for number in range(n)],
            source="Coast Wire",
            copy_of=copies or [""] * n,
            event=events or [""] * n,
        )
        return assembled(table, tuple((*topic, [topic[3].lower()]) for topic in topics))

    return made


@pytest.fixture(scope="session")
def random_runs(build):
    """Up to three broad topics with up to three finer ones each, up to ten articles, copies, events, empty topics."""

    @st.composite
    def runs(draw):
        topics, leaves = [], []
        for broad in range(draw(st.integers(1, 3))):
            topics.append((f"t{broad}", 0, "", f"Broad {broad}"))
            finer = [
                (f"t{broad}{number}", 1, f"t{broad}", f"Fine {broad}{number}")
                for number in range(draw(st.integers(0, 3)))
            ]
            topics += finer
            leaves += [topic[0] for topic in finer] or [f"t{broad}"]
        n = draw(st.integers(1, 10))
        homes = draw(st.lists(st.sampled_from(leaves), min_size=n, max_size=n))
        events = draw(st.lists(st.sampled_from(["", "e1", "e2", "e3"]), min_size=n, max_size=n))
        copies = [""] * n
        for copy, original in draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=2)):
            if copy > original and not copies[original] and f"a{copy}" not in copies:
                copies[copy], homes[copy], events[copy] = f"a{original}", homes[original], events[original]
        return build(homes, topics, events, copies)

    return runs()
