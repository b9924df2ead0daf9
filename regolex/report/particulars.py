"""What stands beside a finding, each only where it answers what its reader asks; every display takes it from here."""

from __future__ import annotations

from regolex.engine.assessment import Assessment
from regolex.engine.client import a_company_takes_part
from regolex.engine.findings import Missing
from regolex.law import model as m
from regolex.report.view import Line

_WAITING = ("open", "judgement", "due", "contested")
_UNFULFILLED = ("breached", "withheld")


def unanswered(bucket: str, line: Line) -> tuple[Missing, ...]:
    """The answers that a result waits for; a contested one may wait for some on the readings that leave it open."""
    return line.missing if bucket in _WAITING else ()


def channel(a: Assessment, rule: m.Rule) -> str:
    """How a duty of a State reaches the company; empty where the duty is a person's own or no company takes part."""
    if rule.holder == "Party" or not a_company_takes_part(a.knowledge, a.prepared.mission):
        return ""
    return rule.reaches_company_by


def gap(bucket: str, rule: m.Rule) -> str:
    """What the law lacks: told where a duty is not met or a right or permission is not to be had, and nowhere else."""
    return rule.gap if bucket in _UNFULFILLED else ""


__all__ = ["channel", "gap", "unanswered"]
