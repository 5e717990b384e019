"""A provider in memory, for tests of what becomes of its answers."""

from typing import ClassVar

from scheduling.ports import Meeting, MeetingError, MeetingWanted


class MeetingsHere:
    """Keeps meetings by id; `problem` is raised instead while it is set."""

    made: ClassVar[dict[str, MeetingWanted]] = {}
    problem: ClassVar[MeetingError | None] = None

    def create(self, wanted: MeetingWanted) -> Meeting:
        return self._keep(f"m-{wanted.key}", wanted)

    def change(self, meeting_id: str, wanted: MeetingWanted) -> Meeting:
        return self._keep(meeting_id, wanted)

    def cancel(self, meeting_id: str) -> None:
        self._fail()
        self.made.pop(meeting_id, None)

    def close(self) -> None:
        pass

    def _keep(self, meeting_id: str, wanted: MeetingWanted) -> Meeting:
        self._fail()
        self.made[meeting_id] = wanted
        return Meeting(meeting_id, f"https://meet.example/{meeting_id}", "123 456", "secret", ("+12125550100",))

    def _fail(self) -> None:
        if self.problem is not None:
            raise self.problem
