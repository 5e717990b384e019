"""Resident memory of a web process under load: a short look; the hour is for a machine of one's own."""

from bench.grown import grown, member
from bench.load import Request, press
from bench.report import Report
from bench.rig import running

PATH = "/api/v1/queues/ae?limit=50"


def measure(report: Report, *, rounds: int = 6, seconds: float = 15) -> None:
    seller = member()
    with running(webs=1, workers=1, beats=1, BENCH_RATE="1000000000") as rig:
        web = rig.webs[0]
        seen = [web.resident_mib()]
        for _ in range(rounds):
            press([web.port], [Request("GET", PATH, seller.bearer)], seconds)
            seen.append(web.resident_mib())
        worker = rig.workers[0].resident_mib()
    report.at_most("web process at the end", seen[-1], 200, " MiB")
    report.at_most("growth over the second half", seen[-1] - seen[len(seen) // 2], 5, " MiB")
    report.figure("web process, from start on", ", ".join(f"{mib:.0f}" for mib in seen) + " MiB")
    report.figure("worker", f"{worker:.0f} MiB")
    report.notes.append(
        f"{rounds} times {seconds:g} s of eight connections reading the queue; `--sizes` does not matter."
    )


def main(sizes: list[int], small: bool = False) -> Report:
    report = Report("Memory")
    grown(min(sizes))
    measure(report, rounds=2, seconds=1) if small else measure(report)
    return report
