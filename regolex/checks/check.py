"""Lint of all knowledge: every problem of every file in one pass."""

from __future__ import annotations

import sys
from pathlib import Path

from regolex.checks.sentences import contradictions
from regolex.errors import Problem
from regolex.law import model as m
from regolex.law.loader import Loader
from regolex.law.wording import counted


def check(folder: Path) -> tuple[list[Problem], dict[str, int]]:
    """The problems of a knowledge folder, and how many items of each kind were checked."""
    loader = Loader(folder)
    knowledge = loader.load("", "")
    counts = {
        "instruments": len(loader.corpus.instruments),
        "provisions": len(loader.corpus.provisions),
        "rules": len(loader.rules),
        "questions": len(loader.questions),
        "facts": len(loader.vocabulary.facts),
        "roles": len(loader.vocabulary.roles),
    }
    problems = list(loader.problems)
    if knowledge:
        problems += [_contradiction(folder, knowledge.rules[rule], says) for rule, says in contradictions(knowledge)]
    return problems, counts


def _contradiction(folder: Path, rule: m.Rule, says: str) -> Problem:
    lines = (folder / rule.file).read_text(encoding="utf-8").splitlines()
    line = next((n for n, text in enumerate(lines, 1) if text.startswith("reads:")), 0)
    expected = "a sentence that names what the conditions compare with, and conditions as the sentence says"
    hint = "Read the provision again and correct the sentence or the condition."
    return Problem("K145", says, rule.file, line, expected, hint)


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    problems, counts = check(Path.cwd())
    shown = [problem for problem in problems if wanted in problem.file]
    print(*shown, sep="\n\n")
    print(counted(len(shown), "problem") + "; " + ", ".join(f"{n} {what}" for what, n in counts.items()))
    sys.exit(3 if shown else 0)
