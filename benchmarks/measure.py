"""One measured thing: its runs, and the target that the project set itself."""

from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Result:
    name: str
    runs: tuple[float, ...]
    target: float | None
    """What the median should keep to; None: it is only told."""
    unit: str = "ms"
    at_least: bool = False
    """More is better: the target is the least that the median may be."""

    @property
    def p50(self) -> float:
        return median(self.runs)

    @property
    def p95(self) -> float:
        return quantiles(self.runs, n=20)[-1] if len(self.runs) > 1 else self.p50

    @property
    def within(self) -> bool:
        if self.target is None:
            return True
        return self.p50 >= self.target if self.at_least else self.p50 <= self.target

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "unit": self.unit,
            "p50": round(self.p50, 4),
            "p95": round(self.p95, 4),
            "target": self.target,
            "at_least": self.at_least,
            "runs": len(self.runs),
        }
