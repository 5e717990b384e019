"""GET of the IC queue, measured as the AE queue is."""

from collections.abc import Generator

from bench import queue
from bench.report import Report, finished
from routing.enums import Queue


def steps(sizes: list[int], small: bool = False) -> Generator[int, None, Report]:
    return queue.steps(sizes, small, Queue.IC)


def main(sizes: list[int], small: bool = False) -> Report:
    return finished(steps(sizes, small))
