"""How far a verdict goes, in a sentence for a reader who knows none of our words."""

from __future__ import annotations

from regolex.engine.verdict import Verdict
from regolex.law.wording import counted
from regolex.report.view import VERDICT_WORDS


def grade_words(v: Verdict) -> str:
    """What may still change a verdict, without a capital letter and without a full stop."""
    if v.grade == "complete":
        return "no question is open"
    if v.grade == "so-far":
        more = [VERDICT_WORDS[word] for word in v.may_become if word != v.word]
        turn = f" (it may become {' or '.join(more)})" if more else ""
        return f"a result so far, as answers are missing{turn}"
    rest = []
    if v.judgements:
        rest.append(f"{counted(v.judgements, 'result awaits', 'results await')} the judgement of an authority")
    if v.doubts:
        rest.append(f"{counted(v.doubts, 'result stays', 'results stay')} open because a source is in doubt")
    return f"no answer that the encoded law asks for is missing; {' and '.join(rest)}"


__all__ = ["grade_words"]
