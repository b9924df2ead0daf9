"""Models of least effort by clingo: all of them, with the proof that none is smaller, within a limit."""

from __future__ import annotations

from time import monotonic
from typing import Any


class Optimum:
    """A clingo program that is solved again as constraints are added."""

    def __init__(self, text: str, most: int, strategy: str = "usc") -> None:
        import clingo

        options = [
            "--warn=none",
            "--opt-mode=optN",
            f"--opt-strategy={strategy}",
            "--project=project",
            f"--models={most}",
        ]
        self.clingo = clingo.Control(options)
        self.clingo.add("base", [], text)
        self.clingo.ground([("base", [])])
        self.shots = 0

    def also(self, text: str) -> None:
        """Add one more constraint."""
        self.shots += 1
        self.clingo.add(f"also{self.shots}", [], text)
        self.clingo.ground([(f"also{self.shots}", [])])

    def solve(self, conflicts: int, seconds: float) -> tuple[list[Any], bool, Any, int]:
        """The smallest models, whether that is proved (or that there is none), the last model found, and the conflicts.

        Stops after so many conflicts, the same on every machine, or after so many seconds, whichever comes first.
        """
        settings: Any = self.clingo.configuration.solve
        settings.solve_limit = str(conflicts)
        best: list[Any] = []
        last: Any = None
        until = monotonic() + seconds
        with self.clingo.solve(yield_=True, async_=True) as handle:
            while True:
                handle.resume()
                if not handle.wait(max(until - monotonic(), 0)):
                    handle.cancel()
                    break
                model = handle.model()
                if model is None:
                    break
                last = list(model.symbols(shown=True))
                if model.optimality_proven:
                    best.append(last)
            proved = bool(best) or bool(handle.get().unsatisfiable)
        return best, proved, last, int(self.clingo.statistics["solving"]["solvers"]["conflicts"])


__all__ = ["Optimum"]
