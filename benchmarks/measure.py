"""One measured thing: its runs in milliseconds, and the target that the project set itself."""

from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Result:
    name: str
    runs: tuple[float, ...]
    """Milliseconds."""
    target: float
    """Milliseconds, for the median."""

    @property
    def p50(self) -> float:
        return median(self.runs)

    @property
    def p95(self) -> float:
        return quantiles(self.runs, n=20)[-1]

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "p50_ms": round(self.p50, 2),
            "p95_ms": round(self.p95, 2),
            "target_ms": self.target,
            "runs": len(self.runs),
        }
