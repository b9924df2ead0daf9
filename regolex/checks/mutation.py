"""Mutation testing of rules: each rule is changed in one place at a time, and some case must fail.

    python -m regolex.checks.mutation nat/lux/space-resources-2017

A change that no case catches is a survivor: a case is missing, a clause is redundant, or the change is equivalent. Equivalent
survivors, and those that no case can catch, are listed with the reason in ``tests/knowledge/mutation-accepted.yaml``.
"""

from __future__ import annotations

import copy
import dataclasses
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from regolex.checks.case_files import all_cases
from regolex.checks.cases import expected, run_case, run_condition
from regolex.engine.engine import Engine, ReadyRule
from regolex.errors import RegolexError
from regolex.law import case_forms as f
from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.law.order import asked
from regolex.law.wording import counted

ALWAYS = m.All(())
NEVER = m.Any(())
ACCEPTED = Path("tests/knowledge/mutation-accepted.yaml")
_SWAPPED = {
    "at_least": "more_than", "more_than": "at_least", "at_most": "below", "below": "at_most",
    "some": "every", "every": "some",
}  # fmt: skip
replace = msgspec.structs.replace

# the change in words, and the changed condition
Variant = tuple[str, m.Condition]


class Mutant(msgspec.Struct, frozen=True):
    """A rule changed in one place, with the change in words."""

    rule: m.Rule
    what: str


class Survivor(msgspec.Struct, frozen=True):
    """A change that no case caught."""

    rule: str
    what: str


class Score(msgspec.Struct):
    """The number of mutants, the number caught, and the survivors."""

    total: dict[str, int]
    caught: dict[str, int]
    survivors: list[Survivor]


# --- conditions, changed in one place ---------------------------------------------------------------------------


def variants(condition: m.Condition, at: str, knowledge: m.Knowledge) -> Iterator[Variant]:
    """Every condition that differs from this one in one place."""
    yield f"{at} ({brief(condition)}): negated", negated(condition)
    if isinstance(condition, (m.All, m.Any)):
        items = condition.items
        for i, item in enumerate(items):
            here = f"{at}.{i + 1}"
            yield f"{here} ({brief(item)}): dropped", replace(condition, items=(*items[:i], *items[i + 1 :]))
            for what, changed in variants(item, here, knowledge):
                yield what, replace(condition, items=(*items[:i], changed, *items[i + 1 :]))
    elif isinstance(condition, m.Not):
        for what, changed in variants(condition.item, f"{at}.not", knowledge):
            yield what, replace(condition, item=changed)
    elif isinstance(condition, m.Quantified):
        swapped = _SWAPPED[condition.word]
        yield f"{at} ({brief(condition)}): {swapped}", replace(condition, word=swapped)
        for what, changed in variants(condition.that, f"{at}.that", knowledge):
            yield what, replace(condition, that=changed)
    elif isinstance(condition, m.Under):
        every = [reading.id for reading in knowledge.questions[condition.question].readings]
        others = tuple(reading for reading in every if reading not in condition.readings)
        yield f"{at} ({brief(condition)}): the other readings", replace(condition, readings=others)
    elif isinstance(condition, m.Compare):  # a named condition is changed once, where it is defined
        yield from _comparisons(condition, at, knowledge)


def _comparisons(condition: m.Compare, at: str, knowledge: m.Knowledge) -> Iterator[Variant]:
    if condition.word in _SWAPPED:
        swapped = _SWAPPED[condition.word]
        yield f"{at} ({brief(condition)}): {swapped}", replace(condition, word=swapped)
    operand = condition.operand
    if operand.number is not None:
        whole = operand.how == "months-before" or knowledge.facts[condition.fact].type == "integer"
        step = Decimal(1) if whole else abs(operand.number) / 100 or Decimal("0.01")
        for number in (operand.number - step, operand.number + step):
            yield f"{at} ({brief(condition)}): {number}", replace(condition, operand=replace(operand, number=number))
    if operand.day is not None:
        for day in (operand.day - timedelta(1), operand.day + timedelta(1)):
            yield f"{at} ({brief(condition)}): {day}", replace(condition, operand=replace(operand, day=day))


def negated(condition: m.Condition) -> m.Condition:
    """The opposite of a condition."""
    return condition.item if isinstance(condition, m.Not) else m.Not(condition)


def simple(condition: m.Condition) -> m.Condition:
    """The same condition without double negation, lists of one and labels, so that equal meanings compare equal."""
    if isinstance(condition, (m.All, m.Any)):
        items = tuple(simple(item) for item in condition.items)
        return items[0] if len(items) == 1 else replace(condition, items=items, label="")
    if isinstance(condition, m.Not):
        item = simple(condition.item)
        return item.item if isinstance(item, m.Not) else m.Not(item)
    if isinstance(condition, m.Quantified):
        return replace(condition, that=simple(condition.that), label="")
    return replace(condition, label="")


def brief(condition: m.Condition) -> str:
    """A short form of a condition, to recognise it by."""
    if isinstance(condition, m.Compare):
        o = condition.operand
        value: Any = o.word or ", ".join(o.words) or o.how
        if o.how == "literal":
            value = next((v for v in (o.number, o.day, value if value != "literal" else None) if v is not None), o.flag)
        elif o.how == "months-before":
            value = f"{o.number} months before"
        return f"{condition.fact} {condition.word} {value}"
    if isinstance(condition, m.Given):
        return f"given {condition.fact}"
    if isinstance(condition, m.Quantified):
        return f"{condition.word} {condition.fact or condition.kind}"
    if isinstance(condition, m.Under):
        return f"under {condition.question}:{'|'.join(condition.readings)}"
    if isinstance(condition, m.HasRole):
        return f"role {condition.role}"
    if isinstance(condition, m.Named):
        return f"condition {condition.name.rpartition('/')[2]}"
    return {m.All: "all", m.Any: "any", m.Not: "not"}[type(condition)]


# --- rules, changed in one place --------------------------------------------------------------------------------


def condition_mutants(named: m.NamedCondition, knowledge: m.Knowledge) -> Iterator[Variant]:
    """Every meaning of a named condition that differs from its own in one place."""
    seen = {simple(named.test)}
    for what, changed in variants(named.test, "holds_when", knowledge):
        if simple(changed) not in seen:
            seen.add(simple(changed))
            yield what, changed


def mutants(rule: m.Rule, knowledge: m.Knowledge) -> Iterator[Mutant]:
    """Every rule that differs from this one in one place and is not obviously equivalent."""
    seen = {_meaning(rule)}
    for mutant in _mutants(rule, knowledge):
        meaning = _meaning(mutant.rule)
        if meaning not in seen:
            seen.add(meaning)
            yield mutant


def _mutants(rule: m.Rule, knowledge: m.Knowledge) -> Iterator[Mutant]:
    yield Mutant(replace(rule, applies_when=NEVER), "rule: never applies")
    if rule.applies_when:
        yield Mutant(replace(rule, applies_when=None), "applies_when: dropped")
        for what, changed in variants(rule.applies_when, "applies_when", knowledge):
            yield Mutant(replace(rule, applies_when=changed), what)
    assert rule.test is not None
    for what, changed in variants(rule.test, NORMS[rule.kind].test, knowledge):
        yield Mutant(replace(rule, test=changed), what)
    for what, exceptions in _exceptions(rule.exceptions, knowledge):
        yield Mutant(replace(rule, exceptions=exceptions), what)
    for i, item in enumerate(rule.displaces):
        before, after = rule.displaces[:i], rule.displaces[i + 1 :]
        yield Mutant(replace(rule, displaces=before + after), f"displaces {item.rule}: dropped")
        if item.when:
            always = replace(item, when=None)
            yield Mutant(replace(rule, displaces=(*before, always, *after)), f"displaces {item.rule}: when dropped")
            for what, changed in variants(item.when, f"displaces {item.rule}", knowledge):
                one = replace(item, when=changed)
                yield Mutant(replace(rule, displaces=(*before, one, *after)), what)
    for i, role in enumerate(rule.binds):
        before_, after_ = rule.binds[:i], rule.binds[i + 1 :]
        if len(rule.binds) > 1:
            yield Mutant(replace(rule, binds=before_ + after_), f"binds {role}: dropped")
        other = _another(role, knowledge)
        if other and other not in rule.binds:
            yield Mutant(replace(rule, binds=(*before_, other, *after_)), f"binds {role}: {other}")


def _exceptions(
    exceptions: tuple[m.LegalException, ...], knowledge: m.Knowledge
) -> Iterator[tuple[str, tuple[m.LegalException, ...]]]:
    for i, item in enumerate(exceptions):
        before, after = exceptions[:i], exceptions[i + 1 :]
        yield f"exception {item.id}: dropped", before + after
        for what, changed in variants(item.when, f"exception {item.id}", knowledge):
            yield what, (*before, replace(item, when=changed), *after)
        for what, inner in _exceptions(item.exceptions, knowledge):
            yield what, (*before, replace(item, exceptions=inner), *after)


def _another(role: str, knowledge: m.Knowledge) -> str:
    """The next defined role that is held by the same kind of bearer for the same kind of part."""
    known = knowledge.roles[role]
    defined = {rule.defines for rule in knowledge.rules.values()}
    alike = [
        r.slug
        for r in knowledge.roles.values()
        if r.holder == known.holder and r.slug in defined and (r.subject == known.subject or not r.subject)
    ]
    later = [slug for slug in alike if slug > role]
    return next(iter(later), next((slug for slug in alike if slug != role), ""))


def _meaning(rule: m.Rule) -> m.Rule:
    def of(condition: m.Condition | None) -> m.Condition | None:
        return simple(condition) if condition else None

    def of_exceptions(items: tuple[m.LegalException, ...]) -> tuple[m.LegalException, ...]:
        return tuple(replace(e, when=simple(e.when), exceptions=of_exceptions(e.exceptions)) for e in items)

    return replace(
        rule,
        applies_when=of(rule.applies_when),
        test=of(rule.test),
        exceptions=of_exceptions(rule.exceptions),
        displaces=tuple(replace(d, when=of(d.when)) for d in rule.displaces),
    )


# --- an engine with one rule changed ----------------------------------------------------------------------------


def with_rule(engine: Engine, rule: m.Rule) -> Engine:
    """An engine with one rule changed; everything that the change does not affect is shared with the original."""
    old = engine.rules[rule.id]
    rule = asked(rule)
    if _links(rule) == _links(old.rule) and _asks_no_more(rule, old.rule):
        new = dataclasses.replace(old, rule=rule)
        _keep(old, new)
        changed = copy.copy(engine)
        changed.forget()  # what is read off the changed rule is its own
        changed.rules = {**engine.rules, rule.id: new}
        changed.duties = [new if item is old else item for item in engine.duties]
        if rule.defines:
            alike = [new if item is old else item for item in engine.definitions[rule.defines]]
            changed.definitions = {**engine.definitions, rule.defines: alike}
        return changed
    knowledge = engine.knowledge
    changed = Engine(replace(knowledge, rules={**knowledge.rules, rule.id: rule}))
    for name, item in changed.rules.items():
        _keep(engine.rules[name], item)
    return changed


def _links(rule: m.Rule) -> tuple[Any, ...]:
    return rule.binds, rule.defines, rule.displaces, rule.on_breach


def _asks_no_more(rule: m.Rule, old: m.Rule) -> bool:
    """Whether the rule uses no role and distinguishes no readings that the old rule did not."""
    return set(rule.roles_asked) <= set(old.roles_asked) and set(rule.readings_asked) <= set(old.readings_asked)


def _keep(old: ReadyRule, new: ReadyRule) -> None:
    """Reuse the compiled conditions that are unchanged."""
    same = {
        "applies": old.rule.applies_when is new.rule.applies_when,
        "test": old.rule.test is new.rule.test,
        "exceptions": old.rule.exceptions is new.rule.exceptions,
    }
    new.__dict__.update({name: old.__dict__[name] for name, keep in same.items() if keep and name in old.__dict__})


# --- running the cases ------------------------------------------------------------------------------------------


class Jury:
    """The cases of every rule, those that caught the last mutant first."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine = engine
        self.cases = all_cases(folder, engine.knowledge)
        self._users: dict[str, list[str]] = {}
        for rule in engine.knowledge.rules.values():
            for role in rule.roles_asked:
                self._users.setdefault(role, []).append(rule.id)

    def concerned(self, rule: m.Rule) -> list[str]:
        """The rules whose cases can catch a change of this one: itself, then those that depend on it."""
        found = [rule.id, *(item.rule for item in rule.displaces), *rule.on_breach]
        if rule.defines:
            found += self._users.get(rule.defines, [])
        return list(dict.fromkeys(found))

    def catches(self, mutant: Mutant) -> bool:
        """Whether some case fails on the mutant."""
        changed = with_rule(self.engine, mutant.rule)
        return any(self._fails(name, changed) for name in self.concerned(self.engine.knowledge.rules[mutant.rule.id]))

    def catches_condition(self, name: str, changed: m.Condition) -> bool:
        """Whether some case of a named condition tells another meaning from its own."""
        return self._noticed(name, lambda form, case: run_condition(form, case, self.engine, changed))

    def _fails(self, name: str, engine: Engine) -> bool:
        return self._noticed(name, lambda form, case: run_case(form, case, engine))

    def _noticed(self, name: str, run: Callable[[f.CasesForm, f.CaseForm], dict[str, Any]]) -> bool:
        cases = self.cases.get(name, [])
        for i, (form, case) in enumerate(cases):
            try:
                failed = run(form, case) != expected(case)
            except RegolexError:
                failed = True
            if failed:
                cases.insert(0, cases.pop(i))
                return True
        return False


def accepted(path: Path = ACCEPTED) -> dict[Survivor, str]:
    """Accepted survivors, each with the reason."""
    import yaml

    listed = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []
    return {Survivor(item["rule"], what): item["because"] for item in listed or () for what in item["mutations"]}


def folder_of(named: m.NamedCondition) -> str:
    """The instrument whose rules share a condition, or the folder that several instruments share."""
    return named.id.partition("conditions/")[0].rstrip("/") or "all instruments"


def score(jury: Jury, rules: Iterable[m.Rule], conditions: Iterable[m.NamedCondition] = ()) -> Score:
    """Try every mutant of the rules and of the named conditions."""
    found = Score({}, {}, [])
    for named in conditions:
        folder = folder_of(named)
        for what, changed in condition_mutants(named, jury.engine.knowledge):
            found.total[folder] = found.total.get(folder, 0) + 1
            if jury.catches_condition(named.id, changed):
                found.caught[folder] = found.caught.get(folder, 0) + 1
            else:
                found.survivors.append(Survivor(named.id, what))
    for rule in rules:
        for mutant in mutants(rule, jury.engine.knowledge):
            found.total[rule.work] = found.total.get(rule.work, 0) + 1
            if jury.catches(mutant):
                found.caught[rule.work] = found.caught.get(rule.work, 0) + 1
            else:
                found.survivors.append(Survivor(rule.id, mutant.what))
    return found


def main(arguments: list[str]) -> int:
    """Try every mutant of the rules whose paths begin as given; print the score and the survivors."""
    from regolex.knowledge import load

    engine = load(Path.cwd()).engine
    starts = tuple(a.removeprefix("rules/").removesuffix(".yaml") for a in arguments)
    rules = [rule for rule in engine.knowledge.rules.values() if not starts or rule.id.startswith(starts)]
    named = [c for c in engine.knowledge.conditions.values() if not starts or c.id.startswith(starts)]
    result = score(Jury(engine, Path("tests/cases")), rules, named)
    known = accepted()
    strangers = [s for s in result.survivors if s not in known]
    for survivor in strangers:
        print(f"{survivor.rule}\n    {survivor.what}")
    for work, total in result.total.items():
        print(f"{result.caught.get(work, 0):6} of {total:5} caught  {work}")
    caught, total = sum(result.caught.values()), sum(result.total.values())
    percent = 100 * caught / total if total else 0
    print(f"{caught:6} of {total:5} caught ({percent:.1f} %), {counted(len(strangers), 'survivor')}, ", end="")
    print(f"{len(result.survivors) - len(strangers)} more accepted with a reason")
    return 1 if strangers or not total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
