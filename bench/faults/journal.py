"""What the clients saw, kept by the clients: held against the database afterwards."""

from dataclasses import dataclass, field

from bench.client import Answer
from bench.report import percentile


@dataclass
class Journal:
    """won: (lead, staff) of each 200; the rest counts and times what happened on the way."""

    won: list[tuple[str, str]] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)  # 5xx other than 503: there must be none
    sent: int = 0
    repeated: int = 0  # sent again with the same key, after no answer, 503, 429 or IN_PROGRESS
    replayed: int = 0  # answered from the stored answer
    seconds: list[float] = field(default_factory=list)

    def note(self, answer: Answer, seconds: float) -> None:
        self.seconds.append(seconds)
        self.replayed += "idempotency-replayed" in answer.headers
        if answer.status >= 400:
            name = answer.code or str(answer.status)
            self.refused[name] = self.refused.get(name, 0) + 1
        if answer.status >= 500 and answer.status != 503:
            self.errors.append(f"{answer.status} {answer.body[:300]!r}")

    def spent(self) -> str:
        p50, p99 = (percentile(self.seconds, share) * 1000 for share in (0.5, 0.99))
        return f"p50 {p50:.0f} ms, p99 {p99:.0f} ms"
