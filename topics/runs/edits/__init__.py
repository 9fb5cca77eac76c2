"""What an analyst changes in a run: the table of contents. Each verb returns a new run with a line more in its log.

At the end of the straight line. An edit must never lose an article, never change the run it was given, and always hold
what it takes to find its target in a later run (`reapply`) and to take it back in this one (`undo`).

What was typed is checked in `shaping`, `pins`, `judgements` and `undoing`; what it does to the tables is in `changes` and
`placing`; what is written down of it in `log`, `deltas` and `log_file`; how a later run makes it again in `replay`,
`replay_verdicts` and `conflicts`; what there is to read of it in `history`.
"""

from topics.runs.edits.judgements import accept, reject
from topics.runs.edits.pins import ban, pin
from topics.runs.edits.replay import reapply
from topics.runs.edits.shaping import merge, move, rename, split
from topics.runs.edits.undoing import forget, redo, undo

__all__ = ["accept", "ban", "forget", "merge", "move", "pin", "reapply", "redo", "reject", "rename", "split", "undo"]
