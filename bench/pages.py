"""Every page of the demo world: how long the server takes, and what a browser transfers on its first visit."""

import asyncio
import re
import time
from statistics import median
from urllib.parse import urlencode

import brotli
from django.conf import settings
from django.core.management import call_command

from bench.client import Answer, Caller
from bench.report import Report
from bench.rig import running
from core import clock
from routing.demo import load_world
from routing.models import Lead

PASSWORD = "switchboard"
PAGES = {"ae1": ["/queue/", "{lead}", "/profile/"], "supervisor1": ["/", "/queue/", "{lead}"]}
ASSETS = re.compile(r'<(?:script|link|img)\b[^>]*?\b(?:src|href)="(/static/[^"]+)"')
GOAL_MS, GOAL_KB, GOAL_REQUESTS = 100.0, 180.0, 15


def measure(report: Report, *, runs: int = 9) -> None:
    load_world(at=clock.now())
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    lead = Lead.objects.filter(entries__is_open=True, entries__work_item__team__name="South").order_by("id").first()
    assert lead is not None
    with running(webs=1, workers=0, beats=0) as rig:
        for login, paths in PAGES.items():
            asyncio.run(
                _of(report, rig.ports[0], login, [one.format(lead=f"/leads/{lead.public_id}/") for one in paths], runs)
            )


async def _of(report: Report, port: int, login: str, paths: list[str], runs: int) -> None:
    caller = Caller(port)
    cookies = await _sign_in(caller, f"{login}@demo.test")
    for path in paths:
        answer = await _get(caller, path, cookies)
        if answer.status != 200:
            report.exactly(f"{login} {path}: status", answer.status, 200)
            continue
        taken = []
        for _ in range(runs):
            begun = time.perf_counter()
            await _get(caller, path, cookies)
            taken.append((time.perf_counter() - begun) * 1000)
        size, requests = await _cold(caller, answer)
        plain = f"{size / 1000:.0f} kB (the page itself is {len(answer.body) / 1000:.0f} kB before compression)"
        name = re.sub(r"lead_\w+", "…", path)
        report.at_most(f"{login} {name}: server time", median(taken), GOAL_MS, " ms")
        report.at_most(f"{login} {name}: transferred cold", size / 1000, GOAL_KB, " kB", shown=plain)
        report.at_most(f"{login} {name}: requests", requests, GOAL_REQUESTS)
    caller.close()


async def _sign_in(caller: Caller, email: str) -> dict[str, str]:
    from django.urls import reverse

    cookies: dict[str, str] = {}
    path = reverse(settings.LOGIN_URL)
    shown = await _get(caller, path, cookies)
    _keep(shown, cookies)
    found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', shown.body)
    fields = re.findall(rb'<input[^>]*type="(?:email|text)"[^>]*name="([^"]+)"', shown.body)
    name = fields[0].decode() if fields else "username"
    form = {"csrfmiddlewaretoken": found[1].decode() if found else "", name: email, "password": PASSWORD}
    headers = {**_cookie(cookies), "Content-Type": "application/x-www-form-urlencoded", "Origin": "http://localhost"}
    answer = await caller.ask("POST", path, urlencode(form).encode(), headers)
    if answer.status != 302:
        raise RuntimeError(f"{email} cannot sign in: {answer.status} {answer.body[:300]!r}")
    _keep(answer, cookies)
    return cookies


async def _cold(caller: Caller, answer: Answer) -> tuple[int, int]:
    """Bytes and requests of the page with everything it names, brotli where the server has it."""
    size, named = (
        len(brotli.compress(answer.body, quality=5)),
        set(ASSETS.findall(answer.body.decode(errors="replace"))),
    )
    for path in named:
        got = await caller.ask("GET", path, None, {"Accept-Encoding": "br"})
        size += len(got.body)
    return size, 1 + len(named)


async def _get(caller: Caller, path: str, cookies: dict[str, str]) -> Answer:
    return await caller.ask("GET", path, None, {**_cookie(cookies), "Accept": "text/html"})


def _cookie(cookies: dict[str, str]) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}


def _keep(answer: Answer, cookies: dict[str, str]) -> None:
    for line in answer.headers.get("set-cookie", "").split("\n"):
        name, _, value = line.partition(";")[0].partition("=")
        if name:
            cookies[name.strip()] = value.strip()


def main(sizes: list[int], small: bool = False) -> Report:
    report = Report("Pages of the demo world")
    measure(report, runs=3 if small else 9)
    report.notes.append(
        "Server time as a client on the same machine sees it. Transferred: everything as brotli; the page itself as a "
        "proxy in front does (we do not: secrets and reflected input in one compressed page leak by its size). "
        "Fonts that styles name are not counted."
    )
    return report
