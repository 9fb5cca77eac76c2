"""What happened to the input beside the table: the promise that nothing is dropped silently, kept in one place."""

from __future__ import annotations

from dataclasses import dataclass, field

from topics.articles.encodings import mend_text
from topics.articles.files import EXCERPT_CHARS


@dataclass
class Ledger:
    """What happened to the input beside the table: rows rejected, remarks on rows that were kept, and formats of files."""

    rejected: list[dict[str, str | int]] = field(default_factory=list)
    notes: list[dict[str, str | int]] = field(default_factory=list)
    formats: dict[str, str] = field(default_factory=dict)

    def reject(self, file: str, line: int, reason: str, text: str = "") -> None:
        """List what is not in the table; line 0 stands for the whole file."""
        excerpt = mend_text(text[:EXCERPT_CHARS])
        self.rejected.append({"file": file, "line": line, "reason": reason, "text": excerpt})

    def note(self, file: str, line: int, note: str, left_out: int | None = None) -> None:
        """List a doubt about something that is in the table or, with a number of characters, what was left out of it."""
        account = {} if left_out is None else {"left_out": left_out}
        self.notes.append({"file": file, "line": line, "note": note, **account})
