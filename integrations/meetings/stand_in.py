"""Zoom, Microsoft Teams and Google Meet as far as we use them, in one server: their paths do not meet.

Real tokens, shapes, codes and habits; meetings are kept in memory. The address of a meeting leads to a page of this
server that says so, in place of a call.
"""

import asyncio
from dataclasses import dataclass, field
from html import escape

from integrations.asgi import Answer, Request, StandIn
from integrations.meetings.played.books import Behaviour, Books, Kept
from integrations.meetings.played.google import Google
from integrations.meetings.played.teams import Teams
from integrations.meetings.played.zoom import Zoom

#: where a provider's own view of a meeting names its address, and its title
LINKS = ("join_url", "joinWebUrl", "hangoutLink")
TITLES = ("topic", "subject", "summary")
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<body style="font-family: system-ui; margin: 4rem auto; max-width: 40rem">
<h1>{title}</h1><p>{host} is the host. In this demo world nobody makes calls: the meeting would be here.</p>"""


@dataclass
class MeetingsStandIn(StandIn):
    """Each provider's settings, as ours has them; a provider without is not played.

    `books` has what was made and how it feels today; `hosts` in it are those whom the providers know.
    """

    zoom: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    google: dict[str, str] = field(default_factory=dict)
    books: Books = field(default_factory=Books)

    def __post_init__(self) -> None:
        super().__init__()
        self.played: list[Zoom | Teams | Google] = []
        if zoom := self.zoom:
            self.played.append(Zoom(self.books, zoom["ACCOUNT_ID"], zoom["CLIENT_ID"], zoom["CLIENT_SECRET"]))
        if teams := self.teams:
            self.played.append(Teams(self.books, teams["TENANT_ID"], teams["CLIENT_ID"], teams["CLIENT_SECRET"]))
        if google := self.google:
            self.played.append(Google(self.books, google["SERVICE_ACCOUNT_EMAIL"], google["SERVICE_ACCOUNT_KEY"]))

    @property
    def behaviour(self) -> Behaviour:
        return self.books.behaviour

    @property
    def meetings(self) -> list[Kept]:
        """Those that can be joined, oldest first."""
        return [one for one in self.books.kept if not one.is_gone]

    async def answer(self, request: Request) -> Answer:
        if self.behaviour.slow:
            await asyncio.sleep(self.behaviour.slow)
        if self.behaviour.down and not request.path.endswith("/token"):
            self.behaviour.down -= 1
            return Answer(self.behaviour.status, b"", dict(self.behaviour.headers))
        for provider in self.played:
            if answer := provider.answer(request):
                return self._or_lost(request, answer)
        return self._page(request) or Answer(404, b"nothing here")

    def _or_lost(self, request: Request, answer: Answer) -> Answer:
        is_change = request.method != "GET" and not request.path.endswith("/token") and answer.status < 300
        if not is_change or not self.behaviour.lost:
            return answer
        self.behaviour.lost -= 1
        return Answer(hang_up=True)

    def _page(self, request: Request) -> Answer | None:
        for one in self.meetings:
            address = next((one.body[name] for name in LINKS if name in one.body), "")
            if address.partition("?")[0] == f"{request.address}{request.path}":
                title = next((one.body[name] for name in TITLES if name in one.body), "")
                text = PAGE.format(title=escape(title), host=escape(one.host))
                return Answer(200, text.encode(), {"content-type": "text/html; charset=utf-8"})
        return None
