"""The properties of missions of every shape on two thousand of them; the counts are printed."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from regolex.formats.texts.official import Official
from regolex.knowledge import KnowledgeBase
from tests.properties.completions import certain, left_out, moved, whole
from tests.properties.outputs import differences
from tests.properties.shapes import ShapeDrawer, named
from tests.properties.summaries import contradictions
from tests.properties.test_shapes import linked, shapes

__all__ = ["linked", "shapes"]  # fixtures
BLOCK = 100


@pytest.mark.parametrize("block", range(20))
def test_every_form_of_output_tells_the_same_of_many_missions(
    kb: KnowledgeBase, shapes: ShapeDrawer, linked: Official, block: int
) -> None:
    found: Counter[str] = Counter()
    for seed in range(1000 + block * BLOCK, 1000 + (block + 1) * BLOCK):
        shape = shapes.shape(seed)
        a = shape.assess(shapes.engine)
        assert list(differences(kb, a, linked)) == [], seed
        found.update(set(named(shape, a, shapes.knowledge)))
    print(sorted(found.items()))


@pytest.mark.parametrize("block", range(20))
def test_what_is_certain_stays_in_many_missions(shapes: ShapeDrawer, block: int) -> None:
    seen = 0
    for seed in range(1000 + block * BLOCK, 1000 + (block + 1) * BLOCK):
        random, shape = Random(seed), whole(shapes.shape(seed))
        after = shape.assess(shapes.engine)
        for _ in range(3):
            before = left_out(shape, shapes.knowledge, random).assess(shapes.engine)
            seen += sum(1 for _ in certain(before))
            assert list(moved(before, after)) == [], seed
    print(seen, "certain results")
    assert seen > 1000


@pytest.mark.parametrize("block", range(20))
def test_no_sentence_of_a_first_screen_contradicts_its_table_in_many_missions(shapes: ShapeDrawer, block: int) -> None:
    for seed in range(1000 + block * BLOCK, 1000 + (block + 1) * BLOCK):
        shape = shapes.shape(seed)
        for one in (shape, left_out(shape, shapes.knowledge, Random(seed))):
            assert list(contradictions(one.assess(shapes.engine))) == [], seed
