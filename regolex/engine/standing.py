"""Where one bearer stands: the roles it holds or may hold, what binds it, and its verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

import msgspec

from regolex.engine.findings import Finding
from regolex.engine.proof import Proof
from regolex.engine.run import Readings, Run
from regolex.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from regolex.engine.verdict import Verdict
from regolex.engine.world import UNNAMED
from regolex.law import model as m

# the verdict of some findings, by the name of what they are about: a bearer, a phase, or nothing for the mission
Judge = Callable[[str, Sequence[Finding]], Verdict]


@dataclass(frozen=True, eq=False)
class RoleHeld:
    """A role that a bearer holds or may hold, with the proofs."""

    role: str
    subject: str
    truth: Truth
    prove: Callable[[], tuple[Proof, ...]] = field(repr=False)

    @cached_property
    def because(self) -> tuple[Proof, ...]:
        """The proofs of the definitions that confer the role or may confer it, made on first use."""
        return self.prove()


class Binding(msgspec.Struct, frozen=True):
    """An instrument that binds a State, or may; ``custom`` lists the provisions that do so as custom, without its joining."""

    instrument: m.Instrument
    truth: Truth
    entry: m.Participation | None
    custom: tuple[m.Custom, ...] = ()


class Standing(msgspec.Struct, frozen=True):
    """One bearer with its roles, what binds it and its verdict."""

    bearer: str
    name: str
    is_state: bool
    verdict: Verdict
    roles: tuple[RoleHeld, ...]
    bound_by: tuple[Binding, ...]
    duties: int = 0  # binding duties that apply or may apply; without any, a clear verdict would claim too much


def by_bearer(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings of each bearer."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.bearer, []).append(finding)
    return found


def involved(standings: Iterable[Standing]) -> tuple[str, ...]:
    """The States named that hold a role or may."""
    return tuple(s.bearer for s in standings if s.is_state and s.bearer != UNNAMED and s.roles)


def standing(
    run: Run,
    bearer: str,
    held: list[RoleHeld],
    bound: tuple[Binding, ...],
    findings: list[Finding],
    judge: Judge,
) -> Standing:
    """One bearer, from the roles it holds, what binds it and its findings."""
    name = "a State not yet named" if bearer == UNNAMED else run.engine.knowledge.states.get(bearer)
    is_state = bearer in run.states
    duties = sum(1 for f in findings if f.weighs and f.applicable and not f.perhaps)
    name = name or run.world.mission.name(bearer)
    return Standing(bearer, name, is_state, judge(bearer, findings), tuple(held), bound, duties)


def role_truths(run: Run, bearer: str) -> Iterator[tuple[str, str, Truth, Readings]]:
    """Each role that a bearer holds or may hold, its part, its truth, and readings under which it is held."""
    kind = "State" if bearer in run.states else "Party"
    for role in run.engine.knowledge.roles.values():
        if role.holder == kind and role.slug in run.engine.definitions:
            if not role.subject:
                held = {"": _role_truth(run, role.slug, bearer, "")}
            elif run.shares:
                held = run.remember(("held", role.slug), partial(_held_by, run, role)).get(bearer, {})
            else:
                held = {part: _role_truth(run, role.slug, bearer, part) for part in run.subjects(role.subject)}
            for subject, (truth, readings) in held.items():
                if truth != FALSE:
                    yield role.slug, subject, truth, readings


def _held_by(run: Run, role: m.Role) -> dict[str, dict[str, tuple[Truth, Readings]]]:
    """For all bearers at once: for which parts each may hold a role. Those who are alike to the role are tried once."""
    found: dict[str, dict[str, tuple[Truth, Readings]]] = {}
    for part in run.subjects(role.subject):
        known: dict[str, tuple[Truth, Readings]] = {}
        among = run.nameable(role.slug, part)
        for bearer in run.bearers(role.holder) if among is None else among:
            like = run.holder_like(role.slug, bearer, part)
            if like not in known:
                known[like] = _role_truth(run, role.slug, bearer, part)
            if known[like][0] != FALSE:
                found.setdefault(bearer, {})[part] = known[like]
    return found


def _role_truth(run: Run, role: str, bearer: str, subject: str) -> tuple[Truth, Readings]:
    """Whether a bearer holds a role for a part, under the readings that are tried."""
    tried = run.readings_of(role)
    truths = [run.holds(role, bearer, subject, True, readings) for readings in tried]
    highest = max(truths)
    truth = highest if min(truths) == highest else min(highest, UNKNOWN)
    return truth, tried[truths.index(highest)]


def role_held(run: Run, role: str, bearer: str, subject: str, truth: Truth, readings: Readings) -> RoleHeld:
    """A role that is held or may be held, proved on first use."""
    return RoleHeld(role, subject, truth, partial(_role_proofs, run, role, bearer, subject, readings))


def _role_proofs(run: Run, role: str, bearer: str, subject: str, readings: Readings) -> tuple[Proof, ...]:
    return tuple(p for p in run.proofs(role, bearer, subject, True, readings) if p.truth != FALSE)


def bindings(run: Run, bearer: str) -> tuple[Binding, ...]:
    """The treaties and commitments that bind a State on the day, or may."""
    if bearer not in run.states or bearer == UNNAMED:
        return ()
    found = []
    for instrument in run.engine.knowledge.instruments.values():
        if instrument.is_treaty or instrument.kind == "political-commitment":
            in_force, joined = run.in_force[instrument.version], run.world.bound(bearer, instrument.work)
            truth = min(in_force, joined)
            if truth != FALSE:
                found.append(Binding(instrument, truth, run.world.participation(bearer, instrument.work)))
            if joined != TRUE and in_force != FALSE:
                custom = tuple(c for c in instrument.custom if run.as_custom(c))
                if custom:  # on the readings that say so, and for certain only where no other reading is run
                    always = all(set(run.open_readings[c.question]) <= set(c.readings) for c in custom)
                    found.append(Binding(instrument, min(in_force, TRUE if always else UNKNOWN), None, custom))
    return tuple(found)


__all__ = [
    "Binding", "Judge", "RoleHeld", "Standing", "bindings", "by_bearer", "involved", "role_held", "role_truths", "standing",
]  # fmt: skip
