"""How a deadline is said to people: a shape, words, and on demand the sum behind it. The words come from `workdays`."""

from dataclasses import dataclass
from datetime import date, datetime

from congvu.core.states import Tone


@dataclass(frozen=True)
class DeadlineWords:
    """`words` ("Còn 3 ngày làm việc"), `tone` (late, soon, wait, done), `explain` (how it was computed), `when` (the moment)."""

    words: object
    tone: Tone
    explain: object = ""
    when: datetime | date | None = None

    @property
    def iso(self) -> str:
        return self.when.isoformat() if self.when else ""
