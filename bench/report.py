"""What a measurement says: a goal, a result, whether it is met and by how much it is missed."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    what: str
    goal: str
    result: str
    met: bool | None  # None: a figure without a goal
    miss: str = ""

    @property
    def verdict(self) -> str:
        return {True: "met", False: f"MISSED {self.miss}".strip(), None: ""}[self.met]


@dataclass
class Report:
    """One subject's lines, and texts such as query plans below them."""

    title: str
    lines: list[Line] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def at_least(self, what: str, value: float, goal: float, unit: str = "", *, shown: str = "") -> None:
        miss = "" if value >= goal else f"by {(1 - value / goal):.0%}" if goal else ""
        self.lines.append(Line(what, f"≥ {goal:g}{unit}", shown or f"{value:.3g}{unit}", value >= goal, miss))

    def at_most(self, what: str, value: float, goal: float, unit: str = "", *, shown: str = "") -> None:
        miss = "" if value <= goal else f"by {value / goal - 1:.0%}" if goal else f"by {value:g}"
        self.lines.append(Line(what, f"≤ {goal:g}{unit}", shown or f"{value:.3g}{unit}", value <= goal, miss))

    def none_of(self, what: str, count: int) -> None:
        self.lines.append(Line(what, "0", str(count), count == 0, f"by {count}"))

    def exactly(self, what: str, value: int, goal: int) -> None:
        self.lines.append(Line(what, str(goal), str(value), value == goal, f"by {abs(value - goal)}"))

    def figure(self, what: str, result: str) -> None:
        self.lines.append(Line(what, "", result, None))

    def invariants(self, phase: str, found: Mapping[str, int]) -> None:
        """All of them in one line, and each that was violated in a line of its own."""
        self.none_of(f"{phase}: violations of {len(found)} invariants", sum(found.values()))
        for name, count in found.items():
            if count:
                self.none_of(f"{phase}: {name}", count)
        self.texts.append((f"Invariants checked ({phase})", "\n".join(f"{n:>4}  {name}" for name, n in found.items())))

    def must_fail(self, what: str, violations: int) -> None:
        """The deliberately naive control: if it does not fail, the experiment proves nothing."""
        self.lines.append(Line(what, "> 0", str(violations), violations > 0, "it did not fail"))

    @property
    def all_met(self) -> bool:
        return all(line.met is not False for line in self.lines)

    def shown(self) -> str:
        """For a terminal."""
        rows = [(line.what, line.goal, line.result, line.verdict) for line in self.lines]
        wide = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
        body = ["  ".join(f"{cell:<{wide[i]}}" for i, cell in enumerate(row)).rstrip() for row in rows]
        return "\n".join([f"== {self.title}", *body, *(f"   {note}" for note in self.notes)])

    def markdown(self) -> str:
        rows = ["| what | goal | result | |", "| --- | --- | --- | --- |"]
        rows += [f"| {line.what} | {line.goal} | {line.result} | {line.verdict} |" for line in self.lines]
        parts = [f"### {self.title}", "\n".join(rows), *self.notes]
        parts += [f"<details><summary>{name}</summary>\n\n```\n{text}\n```\n\n</details>" for name, text in self.texts]
        return "\n\n".join(parts)


def upper_bound(violations: int, trials: int) -> str:
    """With 95 % confidence the true rate is below this: 3/n when none of n went wrong."""
    if trials == 0:
        return "no trials"
    return f"≤ {3 / trials:.2%}" if violations == 0 else f"about {violations / trials:.2%}"


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))] if ordered else 0.0


def finished(steps: Generator[int, None, Report]) -> Report:
    """What a measurement at several sizes says in the end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            report: Report = end.value
            return report
