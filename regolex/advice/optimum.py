"""clingo asked for the models of least effort: all of them, with the proof that none is smaller, within a bound."""

from __future__ import annotations

from typing import Any


class Optimum:
    """clingo with a program, asked again as demands are added."""

    def __init__(self, text: str, most: int) -> None:
        import clingo

        options = ["--warn=none", "--opt-mode=optN", "--opt-strategy=usc", "--project=project", f"--models={most}"]
        self.clingo = clingo.Control(options)
        self.clingo.add("base", [], text)
        self.clingo.ground([("base", [])])
        self.shots = 0

    def also(self, text: str) -> None:
        """One more demand."""
        self.shots += 1
        self.clingo.add(f"also{self.shots}", [], text)
        self.clingo.ground([(f"also{self.shots}", [])])

    def solve(self, conflicts: int) -> tuple[list[Any], bool, Any, int]:
        """The smallest models, whether they are proved to be (or that there is none), the last one found, and the work."""
        settings: Any = self.clingo.configuration.solve
        settings.solve_limit = str(conflicts)
        best: list[Any] = []
        last: Any = None
        with self.clingo.solve(yield_=True) as handle:
            for model in handle:
                last = list(model.symbols(shown=True))
                if model.optimality_proven:
                    best.append(last)
            proved = bool(best) or bool(handle.get().unsatisfiable)
        return best, proved, last, int(self.clingo.statistics["solving"]["solvers"]["conflicts"])


__all__ = ["Optimum"]
