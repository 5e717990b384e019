"""One connection's way out: which topics it follows, what waits to be sent, and when it is too slow."""

import asyncio

from workspace.sockets import protocol


class Line:
    """The hub puts frames in, the consumer takes them out. Nothing here waits, so one slow client delays nobody.

    follows   topics the client may follow and asked for
    watches   topics of the person's own rights; their events are acted on, not sent
    told      up to here everything in the topics followed has been put in
    last      position of the last frame put in
    """

    def __init__(self, user_id: object, watches: frozenset[str]) -> None:
        self.user_id = user_id
        self.follows: frozenset[str] = frozenset()
        self.watches = watches
        self.told = self.last = 0
        self.queue: asyncio.Queue[str] = asyncio.Queue(protocol.QUEUED_FRAMES)
        self.is_too_slow = False
        self.must_check_rights = False
        self.stirred = asyncio.Event()  # something other than a frame wants the consumer's attention
        self._held: list[tuple[int, str]] | None = None

    def put(self, text: str) -> None:
        """Send this as soon as what stands before it is sent."""
        if self.is_too_slow:
            return
        try:
            self.queue.put_nowait(text)
        except asyncio.QueueFull:
            self.is_too_slow = True
            self.stirred.set()

    def tell(self, position: int, text: str) -> None:
        """A frame from the hub, in order of position; kept back while the past is being read."""
        if self._held is None:
            if position > self.told:  # the past may have been read further than the hub has come
                self.put_frame(position, text)
        elif len(self._held) < protocol.QUEUED_FRAMES:
            self._held.append((position, text))
        else:
            self.is_too_slow = True
            self.stirred.set()

    def put_frame(self, position: int, text: str) -> None:
        self.told, self.last = max(self.told, position), max(self.last, position)
        self.put(text)

    def start_anew(self, position: int) -> None:
        """The client is to fetch everything again; what happened up to here is none of its concern.

        Lower than before when the database was restored: from there positions are given anew.
        """
        self.told, self.last = position, min(self.last, position)
        self.put(protocol.write("resync", position=position))

    def hold(self) -> None:
        """From here until `release`, frames of the hub wait."""
        self._held = []

    def release(self, position: int) -> None:
        """Go on with what came meanwhile; up to `position` the past has told everything."""
        self.told = max(self.told, position)
        held, self._held = self._held or [], None
        for frame in held:
            self.tell(*frame)

    def check_rights(self) -> None:
        self.must_check_rights = True
        self.stirred.set()
