"""Case files by what they speak of: one rule, one named condition, or what several rules of a folder share.

A shared case is laid over a case of each rule in which the rule applies: its facts take the place of the rule's own, so that
what is said once (the scope of an instrument, whom it binds) is tried on every rule that says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from regolex.errors import KnowledgeError
from regolex.law import case_forms as f
from regolex.law import model as m
from regolex.law.form import Form
from regolex.law.source import read
from regolex.law.validation import validated

SHARED = "shared.yaml"
FormT = TypeVar("FormT", bound=Form)
# the results of a rule that applies, those first that its scope alone can change
_APPLIES = ("breached", "granted", "holds", "to-do", "met", "respected", "withheld")


def _read(path: Path, form: type[FormT]) -> FormT:
    document = read(path, path.as_posix(), "K")
    found = validated(document, form, document.data, ()) if not document.problems else None
    if found is None or document.problems:
        raise KnowledgeError(document.problems)
    return found


def read_cases(path: Path) -> f.CasesForm:
    """Read the cases of one rule or of one named condition; raises KnowledgeError with every problem."""
    if path.parent.name != "conditions":
        return _read(path, f.CasesForm)
    form = _read(path, f.ConditionCasesForm)
    return f.CasesForm(rule=form.condition, on=form.on, always=form.always, cases=form.cases)


def read_shared(path: Path) -> f.SharedCasesForm:
    """Read what several rules share; raises KnowledgeError with every problem."""
    return _read(path, f.SharedCasesForm)


def rule_files(folder: Path) -> dict[str, f.CasesForm]:
    """The cases of every rule below a folder, by the rule."""
    paths = (
        path for path in sorted(folder.rglob("*.yaml")) if path.name != SHARED and path.parent.name != "conditions"
    )
    return {form.rule: form for form in map(read_cases, paths)}


def condition_files(folder: Path) -> dict[str, f.CasesForm]:
    """The cases of every named condition below a folder, by the condition."""
    return {form.rule: form for form in map(read_cases, sorted(folder.rglob("conditions/*.yaml")))}


def shared_files(folder: Path) -> list[f.SharedCasesForm]:
    """What several rules share, folder by folder."""
    return [read_shared(path) for path in sorted(folder.rglob(SHARED))]


def chosen(form: f.SharedCasesForm, case: f.SharedCaseForm, knowledge: m.Knowledge) -> list[m.Rule]:
    """The rules that a shared case speaks of."""
    want = case.rules
    found = []
    for rule in knowledge.rules.values():
        short = rule.id.removeprefix(f"{form.shared_by}/")
        if short == rule.id or short in want.but_not or (want.only and short not in want.only):
            continue
        if (want.binds and not set(want.binds) & set(rule.binds)) or (want.kinds and rule.kind not in want.kinds):
            continue
        if set(want.requires) <= {name.rpartition("/")[2] for name in required(rule)}:
            found.append(rule)
    return found


def required(rule: m.Rule) -> set[str]:
    """The named conditions without which a rule does not apply or a role is not held."""
    found = set(_required(rule.applies_when)) if rule.applies_when else set()
    return found | set(_required(rule.test)) if rule.defines and rule.test else found


def _required(condition: m.Condition) -> Iterator[str]:
    if isinstance(condition, m.Named):
        yield condition.name
        yield from _required(condition.inner)
    elif isinstance(condition, m.All):
        for item in condition.items:
            yield from _required(item)
    elif isinstance(condition, m.Quantified) and condition.word == "some":
        yield from _required(condition.that)


def laid_over(
    form: f.SharedCasesForm, case: f.SharedCaseForm, knowledge: m.Knowledge, rules: Mapping[str, f.CasesForm]
) -> Iterator[tuple[f.CasesForm, f.CaseForm]]:
    """A shared case as a case of each rule that it speaks of."""
    for rule in chosen(form, case, knowledge):
        own = rules[rule.id]
        base = min(own.cases, key=_rank)
        expect = "does-not-hold" if rule.defines and case.expect in ("not-applicable", "not-bound") else case.expect
        yield own, f.CaseForm(
            name=case.name, on=case.on or base.on, given={**base.given, **case.given}, bearer=case.bearer or base.bearer,
            subject=base.subject, expect=expect, missing=case.missing,
        )  # fmt: skip


def _rank(case: f.CaseForm) -> int:
    return _APPLIES.index(case.expect) if case.expect in _APPLIES else len(_APPLIES)


def all_cases(folder: Path, knowledge: m.Knowledge) -> dict[str, list[tuple[f.CasesForm, f.CaseForm]]]:
    """Every case of every rule, the shared ones laid over it, and of every named condition."""
    rules = rule_files(folder)
    found = {name: [(form, case) for case in form.cases] for name, form in {**rules, **condition_files(folder)}.items()}
    for form in shared_files(folder):
        for case in form.cases:
            for own, laid in laid_over(form, case, knowledge, rules):
                found[own.rule].append((own, laid))
    return found
