"""Every target of the fuzzer, some dozen inputs each and always the same ones; `make fuzz` tries thousands, guided by coverage.

What was found stands in `test_found.py`, in its smallest form.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from topics.articles.formats import FORMATS

from .good_files import good_files
from .targets import TARGETS

EXAMPLES = 32  # of each target: all of them take some ten seconds


@pytest.mark.parametrize("name", TARGETS)
def test_an_input_is_read_or_refused_in_one_sentence(name):
    target = TARGETS[name]

    @settings(
        max_examples=EXAMPLES // 2 if name == "runs" else EXAMPLES,
        derandomize=True,
        deadline=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example, HealthCheck.data_too_large],
    )
    @given(target.cases)
    def holds(case):
        target.check(case)

    holds()


def test_every_suffix_is_damaged():
    """A format that is added gets a good file in `good_files`."""
    known = {suffix for form in FORMATS for suffix in form.suffixes}
    assert known == {Path(name.removesuffix(".gz")).suffix for name in good_files()}
