"""A run that follows another -> how far the news has moved away from its topics, in numbers and in a sentence.

At the end of the straight line, beside `update`. It reads the manifest and one column, and decides nothing: what was kept or
found anew stands in the run already.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from topics.runs.memory import JOINED, SEPARATOR
from topics.runs.stages import stage_of

if TYPE_CHECKING:
    from topics.runs.run import Run

DUE_FIT = 0.9  # clearness of the kept topics beside new ones below which a full run is worth its changes
DUE_NEW = 0.5  # share of the articles that came after the topics were found, above which it is worth them as well
ANEW = "topics update RUN --anew --out RUN2"
REASONS = {
    "grown": "because the run has grown by more than a quarter since the last look",
    "unclear": "because they had become less clear",
    "new subject": "because of news about a new subject",
    "nothing known": "because nothing is on record of the last look",
}


@dataclass(frozen=True)
class TopicDrift:
    """How far the news has moved away from the topics of a run.

    Attributes
    ----------
    fit
        How clear the kept topics are beside those that were or would be found without looking back: 1 as clear, less where the
        news has moved on; above 1 where looking back serves them. NaN where no topics were kept.
    looked
        Whether topics were looked for in this run; if not, `fit` is against what the last look found.
    kept
        Whether the topics are those of the run before.
    n_born
        Topics of any layer that are new.
    new_share
        Share of the articles that came after the topics were found.
    reason
        Why topics were looked for, see `keep.Kept`; "" where they were not.
    due
        Whether a full run is due.
    """

    fit: float
    looked: bool
    kept: bool
    n_born: int
    new_share: float
    reason: str
    due: bool

    def __str__(self) -> str:
        """Say it in a sentence or two."""
        clear = f"{self.fit:.0%} as clear as"
        why = f" {REASONS[self.reason]}" if self.reason in REASONS else ""
        if self.fit != self.fit:
            return "Topics were found without looking back at an earlier run."
        if not self.kept:
            return f"Topics were found anew{why}: the earlier ones were only {clear} new ones."
        if not self.looked:
            told = f"Topics were kept: they are {clear} when they were last looked for"
        else:
            born = f", and {self.n_born} topic{'' if self.n_born == 1 else 's'} added" if self.n_born else ""
            because = f"{why}," if why else ""
            told = f"Topics were looked for{because} and the earlier ones kept{born}: they are {clear} new ones"
        came = f"{self.new_share:.0%} of the articles came after they were found"
        due = f"A full run is due: `{ANEW}`." if self.due else "No full run is due."
        return f"{told}; {came}. {due}"


def topic_drift(run: Run) -> TopicDrift:
    """Return how far the news has moved away from the topics that a run keeps of an earlier one.

    A full run is due where topics found anew would be clearer by a tenth, or where half of the articles came later than the
    topics.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> str(topic_drift(example_run()))
    'Topics were found without looking back at an earlier run.'
    """
    found = stage_of(run, "topics")
    fit, held = found.get("fit_of_known"), run.articles["held"]
    fit = float(fit) if isinstance(fit, int | float) else float("nan")
    kept = bool(found.get("kept", fit == fit))
    late = (held == "") | held.str.endswith(JOINED)
    new_share = float(late.mean()) if kept and len(held) else 0.0
    return TopicDrift(
        fit=fit,
        looked=bool(found.get("looked", True)),
        kept=kept,
        n_born=_n_born(run) if kept else 0,
        new_share=new_share,
        reason=str(found.get("reason", "")),
        due=kept and (fit < DUE_FIT or new_share > DUE_NEW),
    )


def _n_born(run: Run) -> int:
    """Topics that the lineage calls new, or a part of an earlier one under a new id."""
    held = {topic for path in run.articles["held"].unique() for topic in path.removesuffix(JOINED).split(SEPARATOR)}
    rows = [row for row in run.manifest.get("lineage") or [] if row.get("level") == "topic"]
    return len({row["id"] for row in rows if row["kind"] in ("born", "split")} - held)
