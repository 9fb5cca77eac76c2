"""The options of commands that go on with a run: --model and --device.

A run names its model; `--model` says that one trusts the name, so that it may be fetched. `--device` encodes on another one
than the run did.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from topics.encoding.encoders import Encoder
    from topics.runs.run import Run


def add_models(command: argparse.ArgumentParser) -> None:
    """Add the options; `opened` does what they ask for."""
    command.add_argument("--model", metavar="M", help="the run's model, named to say that it may be fetched")
    command.add_argument(
        "--device", metavar="D", help="where texts are encoded, if not where the run's were: auto, cpu, cuda, mps"
    )


def opened(arguments: argparse.Namespace) -> tuple[Run, Encoder | None]:
    """Load the run, and the encoder where the line names one.

    Raises
    ------
    ValueError
        If the line names another model than the run was made with.
    """
    from topics.runs.pile import encoder_for
    from topics.runs.run import Run

    run = Run.load(arguments.run)
    if arguments.device:
        run = replace(run, config=run.config.with_(device=arguments.device))
    if not arguments.model:
        return run, None
    if run.manifest.get("model") == "vectors given":
        run = replace(run, config=run.config.with_(model=arguments.model))
    if arguments.model != run.config.model:
        raise ValueError(
            f"Got --model {arguments.model} but expected {run.config.model}, with which the run was made; `topics run` makes "
            "one with another model."
        )
    return run, encoder_for(run.config)
