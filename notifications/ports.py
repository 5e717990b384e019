"""What this app needs from whoever brings messages out: one small protocol, one class per channel."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, Self

from notifications.enums import AttemptOutcome
from notifications.models import Delivery
from notifications.rendering import Rendered


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one try came to: three ways, not two.

    retryable  a failure that may pass: a later try makes sense
    down       the provider as a whole did not answer: others would not get through now either
    not_before the provider asks to be left alone for so long
    opted_out  the address does not want to be written to: nothing goes there any more
    """

    result: AttemptOutcome
    provider_id: str = ""
    answer: str = ""
    retryable: bool = False
    down: bool = False
    not_before: timedelta = timedelta(0)
    opted_out: bool = False

    @classmethod
    def sent(cls, provider_id: str, answer: str = "") -> Self:
        return cls(AttemptOutcome.SENT, provider_id, answer)

    @classmethod
    def failed(cls, answer: str, *, retryable: bool, down: bool = False, not_before: timedelta = timedelta(0)) -> Self:
        return cls(AttemptOutcome.FAILED, answer=answer, retryable=retryable, down=down, not_before=not_before)

    @classmethod
    def stopped(cls, answer: str) -> Self:
        return cls(AttemptOutcome.FAILED, answer=answer, opted_out=True)

    @classmethod
    def unknown(cls, answer: str) -> Self:
        return cls(AttemptOutcome.UNKNOWN, answer=answer)


class Carrier(Protocol):
    """Takes messages of one channel. `send` answers within conf.PROVIDER_TIMEOUT and does not raise.

    Every try of a delivery comes with the same `delivery.key`: a provider that honours keys sends it once.
    """

    def send(self, delivery: Delivery, message: Rendered) -> Outcome: ...

    def close(self) -> None:
        """The run is over: let go of connections."""
        ...
