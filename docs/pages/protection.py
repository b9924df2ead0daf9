"""The page on planetary protection: what the table of the COSPAR policy gives for every body and mission of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from docs.pages.machinery import kb, page, table
from regolex.engine.preparation import prepare
from regolex.engine.run import Run
from regolex.engine.truth import FALSE, TRUE
from regolex.engine.world import World
from regolex.law.catalogue import Body, Catalogue, PastMission, catalogue_of
from regolex.missions.mission import mission_from_data

_WORK = "soft/cospar/planetary-protection-2020"
_PREFIX = "protection-category-"
_RETURNS = ("return-raw", "return-processed", "return-to-earth")
_STEPS = ("flyby", "landing", "return-raw")


def _facts(body: Body, found: Catalogue) -> tuple[dict[str, Any], bool]:
    """What a mission file would state of a body, and whether any of it is doubtful."""
    taxa = kb().knowledge.taxa
    named = body.id if body.id in taxa and taxa[body.id].scheme == "NamedBody" else "not-named"
    stated: dict[str, Any] = {"name": body.name, "named": named}
    doubtful = False
    for field in ("kind", "spectral_class", "undifferentiated", "metamorphosed"):
        value = getattr(body, field)
        if value not in ("", None):
            stated[field] = value
            doubtful = doubtful or body.confidence_in(field) == "doubtful"
    return stated, doubtful


def _place(body: Body, latitude: Any) -> dict[str, Any]:
    """Where on the Moon: the latitude and whether the ground lies in permanent shadow, as far as they are known."""
    degrees = body.latitude_deg if latitude is None else latitude
    place: dict[str, Any] = {}
    if degrees is not None:
        place["landing_latitude_deg"] = float(degrees)
    if body.permanent_shadow is not None:
        place["enters_permanent_shadow"] = body.permanent_shadow
    elif degrees is not None and abs(degrees) < 60:
        place["enters_permanent_shadow"] = False
    return place


class _Asked:
    """Steps put into one mission, so that the engine is run once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.bodies: dict[str, Any] = {}
        self.activities: dict[str, Any] = {}

    def add(self, key: str, kind: str, body: dict[str, Any], place: dict[str, Any]) -> None:
        """One step at one body."""
        self.bodies[f"b-{key}"] = body
        back = kind in _RETURNS
        self.activities[f"a-{key}"] = {
            "kind": kind, "operator": "us", "body": f"b-{key}", "extraterrestrial_return": back,
            "brought_near_earth": back, "mars_approach": False, **({} if back else place),
        }  # fmt: skip

    def answers(self) -> dict[str, list[tuple[str, str, bool]]]:
        """For each step the categories, each with its entry of the policy and whether it is certain."""
        knowledge = kb().knowledge
        empty: dict[str, Any] = {kind.list_name: {} for kind in knowledge.kinds.values() if kind.list_name}
        data = {
            "mission": "catalogue", "title": "catalogue", "facts": {}, **empty, "parties": {"us": {"kind": "company"}},
            "bodies": self.bodies, "activities": self.activities,
        }  # fmt: skip
        engine = kb().engine
        prepared = prepare(engine, mission_from_data(data, knowledge), self.on)
        run = Run(engine, World(knowledge, prepared.mission, self.on), {})
        rows = [r for r in engine.rules.values() if r.rule.work == _WORK and r.rule.defines.startswith(_PREFIX)]
        labels = {p.id: p.label for i in knowledge.instruments.values() if i.work == _WORK for p in i.provisions}
        found: dict[str, list[tuple[str, str, bool]]] = {}
        for key in self.activities:
            subject = f"activity:{key}"
            for row in rows:
                truth = run.defines(row, "party:us", subject, True, run.any_readings)
                if truth != FALSE:
                    entry = labels[row.rule.cites[0].provision].removeprefix("COSPAR policy, entry ")
                    sure = truth == TRUE and row.rule.confidence != "doubtful"
                    found.setdefault(key[2:], []).append((_shown(row.rule.defines), entry, sure))
        return found


def _shown(role: str) -> str:
    name = role.removeprefix(_PREFIX)
    return {"open": "to be asked for", "v-unrestricted": "V unrestricted", "v-restricted": "V restricted"}.get(
        name, name.upper().replace("IIA", "IIa").replace("IIB", "IIb")
    )


def _cell(answers: Iterable[tuple[str, str, bool]], doubtful: bool) -> str:
    """The certain answers; without one, the possible ones. A question mark is a doubt."""
    listed = list(dict.fromkeys(answers))
    certain = [a for a in listed if a[2]]
    shown = certain or listed
    told = [f"{category}{'' if sure and not doubtful else '?'} ({entry})" for category, entry, sure in shown]
    return "; ".join(dict.fromkeys(told)) or "none"


def _target(mission: PastMission, found: Catalogue) -> Body | None:
    return found.bodies.get(mission.target)


def _ground(body: Body, found: Catalogue) -> Body:
    """The body that a region lies on."""
    return found.bodies[body.parent] if body.sort == "region" else body


@page("planetary-protection.md", "Planetary-protection categories")
def planetary_protection() -> str:
    """The category of every body and mission of the catalogue, derived by the rules."""
    found = catalogue_of(kb().knowledge)
    version = next(i for i in kb().knowledge.instruments.values() if i.work == _WORK)
    first = version.in_force.not_before if version.in_force else version.adopted
    today = kb().knowledge.day
    assert first is not None
    out = [
        "What the table of the COSPAR policy gives for the bodies and missions of [the catalogue](catalogue.md). The table is "
        "in `rules/soft/cospar`; nothing on this page is filled in by hand. The policy binds no one by itself, COSPAR advises, "
        "and an authority decides.",
        "",
        "A question mark is a doubt: the entry is known from memory or sources conflict, a fact of the body is doubtful, or a "
        "fact is missing (the spectrum, the place on the Moon, the answers to the six questions on a return). Several answers "
        "with question marks are those that remain possible. No answer is ever a lighter one for want of a fact.",
        "",
        f"## Bodies, by the newest edition, on {today}",
        "",
    ]  # fmt: skip
    asked, doubts = _Asked(today), {}
    places = [b for b in found.bodies.values() if b.sort in ("body", "region")]
    for body in places:
        stated, doubts[body.id] = _facts(_ground(body, found), found)
        doubts[body.id] |= any(body.fields.get(f) == "doubtful" for f in ("latitude_deg", "permanent_shadow"))
        for step in _STEPS:
            asked.add(f"{body.id}.{step}".replace(".", "-"), step, stated, _place(body, None))
    answers = asked.answers()
    rows = []
    for body in places:
        cells = [_cell(answers.get(f"{body.id}-{step}", ()), doubts[body.id]) for step in _STEPS]
        rows.append([body.name, *cells])
    out += [table(["Body or region", "Flyby or orbit", "Landing", "Material returned to Earth"], rows), ""]
    out += [
        "## Missions, by the edition of their launch",
        "",
        f"The first edition encoded is that of {first}. A mission launched earlier, or whose launch is not on record, is "
        "measured by the newest edition, as if it flew today, and says so.",
        "",
        table(["Mission", "Launch", "Measured by", "Target", "Outbound", "Return"], _missions(found, first, today)),
    ]
    return "\n".join(out)


def _missions(found: Catalogue, first: date, today: date) -> list[list[str]]:
    by_day: dict[date, _Asked] = {}
    for mission in found.missions.values():
        body = _target(mission, found)
        if body is None or body.sort not in ("body", "region"):
            continue
        on = _measured(mission, first, today)
        asked = by_day.setdefault(on, _Asked(on))
        stated, _ = _facts(_ground(body, found), found)
        for kind in mission.intended:
            asked.add(f"{mission.id}-{kind}", kind, stated, _place(body, mission.landing_latitude_deg))
    answers = {on: asked.answers() for on, asked in by_day.items()}
    rows = []
    for mission in found.missions.values():
        body = _target(mission, found)
        on = _measured(mission, first, today)
        head = [mission.name, str(mission.launch_date or "not on record")]
        if body is None or body.sort not in ("body", "region"):
            target, result = (body.name, "none: no body is met") if body else ("not named", "to be asked for?")
            rows.append([*head, "", target, result, ""])
            continue
        _, doubtful = _facts(_ground(body, found), found)
        doubtful |= "doubtful" in (mission.confidence_in("landing_latitude_deg"), mission.confidence_in("target"))
        there = [
            a for kind in mission.intended if kind not in _RETURNS for a in answers[on].get(f"{mission.id}-{kind}", ())
        ]
        back = [a for kind in mission.intended if kind in _RETURNS for a in answers[on].get(f"{mission.id}-{kind}", ())]
        edition = "newest edition" if on == today else f"edition of {_edition(on)}"
        rows.append([*head, edition, body.name, _cell(there, doubtful), _cell(back, doubtful) if back else ""])
    return rows


def _measured(mission: PastMission, first: date, today: date) -> date:
    day = mission.launch_date
    return day if day and first <= day <= today else today


def _edition(on: date) -> str:
    """The year of the edition in force: that of the last change of the card by that day."""
    version = next(i for i in kb().knowledge.instruments.values() if i.work == _WORK)
    days = [version.adopted, *(c.since for c in version.changes)]
    return str(max(d for d in days if d and d <= on).year)
