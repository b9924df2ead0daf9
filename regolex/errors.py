"""Problems with a stable code, and the exceptions that carry them.

Five families: K knowledge files, M mission files, E evaluation, Q queries, C cases that are kept. A file is checked to
its end and every problem in it is reported at once. Each code has a paragraph in ``docs/reference/errors.md``, as a test
makes sure.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import msgspec

CODES: dict[str, str] = {
    # shared by knowledge and mission files, which have the same reader
    "101": "not valid YAML",
    "102": "duplicate key",
    "103": "anchor, alias or tag not allowed",
    "104": "not valid UTF-8",
    "105": "file too large or nested too deeply",
    "106": "wrong type or form",
    "107": "unknown key",
    "108": "file not found",
    "109": "missing key",
    "K120": "identity differs from path",
    "K121": "unknown provision",
    "K122": "unknown instrument",
    "K123": "unknown fact",
    "K124": "unknown answer",
    "K125": "unknown role",
    "K126": "unknown rule",
    "K127": "unknown question or reading",
    "K128": "fact out of reach",
    "K129": "cycle",
    "K130": "declared twice",
    "K131": "ontology term incomplete",
    "K132": "dates out of order",
    "K133": "unknown parameter",
    "K134": "unknown State",
    "K135": "provision without rule or reason",
    "K136": "comparison does not fit the fact",
    "K137": "count differs from the card",
    "K138": "unknown kind of mission part",
    "K139": "unknown entry of the catalogue",
    "K140": "unknown condition",
    "K141": "first files not written",
    "K142": "verified without a comparison",
    "K146": "fact that is never assumed",
    "K147": "fact that the intake never writes",
    "K145": "text contradicts its condition",
    "K150": "no serious reading",
    "K151": "lead times name something that does not exist",
    "K152": "procedures wait for one another",
    "M123": "unknown fact",
    "M124": "unknown answer",
    "M134": "unknown State",
    "M140": "unknown part of the mission",
    "M141": "number out of range",
    "M142": "dates contradict each other",
    "M143": "unknown reason for a missing answer",
    "M144": "mission too large",
    "M147": "unknown assumption set or event",
    "M145": "answer to a question that does not arise",
    "M146": "answers contradict each other",
    "M161": "control that runs in a circle",
    "M162": "supposed State that cannot be used",
    "M150": "not valid RDF",
    "M151": "not exactly one mission in the RDF",
    "M152": "contradictory answer",
    "M153": "part without a mission",
    "E301": "day before the encoded law",
    "E302": "unknown question or reading",
    "E303": "no stated reading for this State",
    "E304": "receipt does not reproduce",
    "E305": "not a date",
    "E306": "nothing to vary or compare",
    "E307": "unknown bearer or subject",
    "E311": "unknown assumption set",
    "E310": "unknown client",
    "E308": "unknown rule",
    "E309": "receipt of an earlier form",
    "E330": "empty policy",
    "E350": "State that is no more",
    "E360": "unknown column",
    "E361": "cannot be screened",
    "E363": "not a table",
    "E364": "no atlas of that",
    "E320": "official text changed",
    "E321": "official text cannot be read",
    "E322": "links cannot be used",
    "E323": "nothing to link",
    "E340": "session made with other knowledge",
    "E341": "answer set aside",
    "E351": "refused by the system",
    "E352": "package not installed",
    "E353": "file cannot be written",
    "E399": "unexpected",
    "Q401": "query not understood",
    "Q402": "unknown named question",
    "Q403": "query refused",
    "Q404": "unknown parameter",
    "Q405": "value does not fit the parameter",
    "Q406": "question needs a mission",
    "Q407": "unknown graph",
    "Q410": "store cannot be used",
    "Q411": "store is out of date",
    "Q412": "endpoint does not answer",
    "Q413": "endpoint refuses",
    "Q414": "endpoint does not speak SPARQL",
    "Q415": "endpoint does not hold this knowledge",
    "Q416": "service cannot start",
    "Q417": "endpoint returns a different answer",
    "C501": "case not found",
    "C502": "changed since it was read",
    "C503": "database cannot be used",
    "C504": "database of a newer version",
    "C506": "text that cannot be stored",
    "C505": "not allowed",
    "C507": "version not found",
    "C508": "backup cannot be used",
    "C509": "log and cases disagree",
    "C510": "person not found",
    "C511": "cannot be shared or assigned like this",
    "C512": "link opens nothing",
    "C513": "settings of the team cannot be used",
}


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One problem with all that is needed to solve it: where, what, what was expected, what to do next."""

    code: str
    what: str
    file: str = ""
    line: int = 0
    expected: str = ""
    hint: str = ""

    @property
    def title(self) -> str:
        """Short name of the code, as in the error reference."""
        return CODES.get(self.code) or CODES[self.code.lstrip("KMEQC")]

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        rows = [f"{self.code} {self.title}"]
        if place:
            rows.append(place)
        rows.append(f"  {self.what}")
        if self.expected:
            rows.append(f"  Expected: {self.expected}")
        if self.hint:
            rows.append(f"  {self.hint}")
        rows.append(f"  docs/reference/errors.md#{self.code.lower()}")
        return "\n".join(rows)


class RegolexError(Exception):
    """Base of every error that this package raises deliberately; ``problems`` holds all problems, not only the first."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n\n".join(str(problem) for problem in self.problems))


class KnowledgeError(RegolexError):
    """The knowledge files cannot be used (family K)."""


class MissionError(RegolexError):
    """The mission cannot be used (family M)."""


class EvaluationError(RegolexError):
    """The question cannot be answered as asked (family E)."""


class QueryError(RegolexError):
    """The query cannot be run (family Q)."""


class CaseError(RegolexError):
    """The case cannot be read or saved (family C)."""


def nearest(wrong: object, allowed: Iterable[str]) -> str:
    """A hint that names the closest allowed words, or an empty string.

    >>> nearest("extracton", ["extraction", "flyby"])
    'Did you mean extraction?'
    """
    close = difflib.get_close_matches(str(wrong), list(allowed), n=2, cutoff=0.6)
    return f"Did you mean {' or '.join(close)}?" if close else ""
