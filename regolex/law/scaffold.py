"""The first files of an instrument: a card, provisions, a role, two rules with their cases, and what is not covered.

They load, pass every check and say what to replace. The templates lie in ``templates`` beside this module.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from string import Template

from regolex.errors import KnowledgeError, Problem, nearest
from regolex.law.loader import invented, states

_WORK = re.compile(r"nat/(?P<state>[a-z]{3})/(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)-(?P<year>\d{4})")
_FORM = "nat/, the three letters of a State, and a name that ends in a year, such as nat/xaa/space-act-2026"
_TEMPLATES = Path(__file__).parent / "templates"
# each file to write, by its template
_PLACES = {
    "card.yaml": "corpus/$work/$dated/card.yaml",
    "provisions.yaml": "corpus/$work/$dated/provisions.yaml",
    "jurisdiction.yaml": "corpus/nat/$state/jurisdiction.yaml",
    "roles.ttl": "ontology/$module.ttl",
    "operator.yaml": "rules/$work/operator.yaml",
    "operator-cases.yaml": "tests/cases/$work/operator.yaml",
    "licence.yaml": "rules/$work/licence.yaml",
    "licence-cases.yaml": "tests/cases/$work/licence.yaml",
}
# a second instrument of the same State finds this one there and keeps it
_SHARED = "jurisdiction.yaml"


def scaffold(work: str, folder: Path, *, dated: date | None = None) -> list[Path]:
    """Write the first files of an instrument into a knowledge folder, and name them.

    ``dated`` is the date of the wording, the first of January of the year in the name by default. Nothing is overwritten:
    raises KnowledgeError where the name does not fit, or where one of the files exists; then none is written.
    """
    words = _words(work, dated)
    files = {folder / Template(place).substitute(words): name for name, place in _PLACES.items()}
    files = {path: name for path, name in files.items() if name != _SHARED or not path.exists()}
    taken = [path for path in files if path.exists()]
    if taken:
        raise KnowledgeError(
            [
                Problem(
                    "K141", "the file exists and is not overwritten", str(path), expected="a work without files",
                    hint="another name for the work, or another folder with --into",
                )
                for path in taken
            ]
        )  # fmt: skip
    for path, name in files.items():
        text = (_TEMPLATES / name).read_text(encoding="utf-8")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(text).substitute(words), encoding="utf-8")
    return list(files)


def _words(work: str, dated: date | None) -> Mapping[str, str]:
    """What the templates leave open."""
    found = _WORK.fullmatch(work)
    if not found:
        raise KnowledgeError([Problem("K141", f"{work!r} names no national instrument", expected=_FORM)])
    code = found["state"].upper()
    known = states()
    if code not in known and not invented(code):
        raise KnowledgeError(
            [
                Problem(
                    "K134", f"unknown State {code!r}", hint=nearest(code, known),
                    expected="the three letters of a State, or XAA to XZZ for an invented one",
                )
            ]
        )  # fmt: skip
    day = dated or date(int(found["year"]), 1, 1)
    other = min((state for state in known if state != code), key=lambda state: known[state])
    return {
        "work": work,
        "state": found["state"],
        "code": code,
        "other": other,
        "title": f"{found['slug'].replace('-', ' ').capitalize()} of {found['year']}",
        "module": re.sub(r"[^a-z]+", "-", f"roles-{found['state']}-{found['slug']}").rstrip("-"),  # no digits there
        "role": f"{found['state']}-{found['slug']}-{found['year']}-operator",
        "dated": day.isoformat(),
        "before": (day - timedelta(days=1)).isoformat(),
        "later": day.replace(year=day.year + 1, day=1).isoformat(),
    }
