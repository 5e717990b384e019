"""Closed load on the web processes: wrk when there is one (Debian has it), else a small client of our own."""

import asyncio
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.client import BROKEN, Caller
from bench.report import percentile

CONNECTIONS = 8

# One thread a port, so that two processes are asked alternately; each thread has requests of its own.
SCRIPT = """
local ports = {PORTS}
local threads = 0
function setup(thread)
  thread.addr = wrk.lookup("127.0.0.1", ports[threads % #ports + 1])[1]
  thread:set("number", threads)
  threads = threads + 1
end
function init(args)
  lines, place = {}, 0
  for line in io.lines("FILE." .. number) do lines[#lines + 1] = line end
end
function request()
  place = place % #lines + 1
  local part = "([^\\t]*)\\t"
  local method, path, key, authorization, body = lines[place]:match(part .. part .. part .. part .. "(.*)")
  local headers = {["Authorization"] = authorization, ["Content-Type"] = "application/json"}
  if key ~= "" then headers["X-Idempotency-Key"] = key end
  if body == "" then body = nil end
  return wrk.format(method, path, headers, body)
end
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\\nRESULT {"requests": %d, "seconds": %f, "p50": %f, "p95": %f, "p99": %f, "bad": %d, "broken": %d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3, errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    authorization: str = ""
    key: str = ""
    body: str = ""

    @property
    def line(self) -> str:
        return "\t".join([self.method, self.path, self.key, self.authorization, self.body])


@dataclass(frozen=True, slots=True)
class Result:
    """rate a second; p50, p95, p99 in milliseconds; bad: answers other than 2xx; broken: no answer."""

    requests: int
    rate: float
    p50: float
    p95: float
    p99: float
    bad: int
    broken: int


@cache
def client_name() -> str:
    if shutil.which("wrk") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        argv = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "wrk"]
        subprocess.run(argv, capture_output=True, check=False)
    return "wrk" if shutil.which("wrk") else "the bundled asyncio client"


def press(ports: Sequence[int], requests: Sequence[Request], seconds: float) -> Result:
    """Eight connections ask without pause, each port's share going through its own half of the requests."""
    if client_name() == "wrk":
        return _wrk(ports, requests, seconds)
    return asyncio.run(_own(ports, requests, seconds))


def _wrk(ports: Sequence[int], requests: Sequence[Request], seconds: float) -> Result:
    folder = Path(tempfile.mkdtemp(prefix="switchboard-load-", dir="/tmp"))
    threads = max(2, len(ports))
    try:
        for number in range(threads):
            own = requests[number::threads] or requests
            (folder / f"requests.{number}").write_text("\n".join(one.line for one in own) + "\n")
        script = SCRIPT.replace("PORTS", ", ".join(map(str, ports))).replace("FILE", str(folder / "requests"))
        (folder / "script.lua").write_text(script)
        argv = ["wrk", f"-t{threads}", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--timeout", "20s"]
        argv += ["-s", str(folder / "script.lua"), f"http://127.0.0.1:{ports[0]}/"]
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=seconds + 60)
        found = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
        if not found:
            raise RuntimeError(f"wrk failed: {done.stdout} {done.stderr}")
        got = json.loads(found[0][7:])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    rate = got["requests"] / got["seconds"]
    return Result(got["requests"], rate, got["p50"], got["p95"], got["p99"], got["bad"], got["broken"])


async def _own(ports: Sequence[int], requests: Sequence[Request], seconds: float) -> Result:
    taken: list[float] = []
    bad = broken = 0
    until = time.monotonic() + seconds

    async def client(number: int) -> None:
        nonlocal bad, broken
        caller, place = Caller(ports[number % len(ports)]), number
        while time.monotonic() < until:
            one = requests[place % len(requests)]
            place += CONNECTIONS
            caller.authorization, begun = one.authorization, time.perf_counter()
            key = {"X-Idempotency-Key": one.key} if one.key else {}
            try:
                answer = await caller.ask(one.method, one.path, one.body.encode() or None, key)
            except BROKEN:
                broken += 1
                continue
            taken.append((time.perf_counter() - begun) * 1000)
            bad += not 200 <= answer.status < 300
        caller.close()

    await asyncio.gather(*(client(number) for number in range(CONNECTIONS)))
    spread = [percentile(taken, share) for share in (0.5, 0.95, 0.99)]
    return Result(len(taken), len(taken) / seconds, *spread, bad, broken)
