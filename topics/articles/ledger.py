"""What happened to the input beside the table: the promise that nothing is dropped silently, kept in one place."""

from __future__ import annotations

from dataclasses import dataclass, field

from topics.articles.encodings import mend_text
from topics.articles.files import EXCERPT_CHARS


@dataclass
class Ledger:
    """What happened to the input beside the table: rows rejected, and remarks on rows that were kept."""

    rejected: list[dict[str, str | int]] = field(default_factory=list)
    notes: list[dict[str, str | int]] = field(default_factory=list)

    def reject(self, file: str, line: int, reason: str, text: str = "") -> None:
        """List what is not in the table; line 0 stands for the whole file."""
        excerpt = mend_text(text[:EXCERPT_CHARS])
        self.rejected.append({"file": file, "line": line, "reason": reason, "text": excerpt})

    def note(self, file: str, line: int, note: str) -> None:
        """List a doubt about something that is in the table."""
        self.notes.append({"file": file, "line": line, "note": note})
