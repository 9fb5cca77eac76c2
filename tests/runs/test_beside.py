"""A stage that is worked on beside the others."""

from contextvars import ContextVar

import pytest

from topics.runs.beside import beside

AROUND: ContextVar[str] = ContextVar("around", default="nothing")


def test_an_error_is_raised_where_the_result_is_asked_for():
    result = beside(int, "seven")

    with pytest.raises(ValueError, match="seven"):
        result()


def test_a_stage_finds_the_surroundings_it_was_started_in():
    token = AROUND.set("an engine")
    result = beside(AROUND.get)
    AROUND.reset(token)

    assert result() == "an engine"
