"""Media types of SPARQL answers, and which of them a client accepts."""

from __future__ import annotations

from collections.abc import Iterable

# Name of a format, and the media types under which clients ask for it; the first is its own. In order of preference.
ROWS: dict[str, tuple[str, ...]] = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "html": ("text/html",),
}
GRAPHS: dict[str, tuple[str, ...]] = {
    "ttl": ("text/turtle", "application/x-turtle", "text/n3", "text/rdf+n3"),  # Turtle is N3 as well
    "nt": ("application/n-triples", "text/plain"),
    "rdfxml": ("application/rdf+xml", "application/xml", "text/xml"),
    "jsonld": ("application/ld+json", "application/json"),
}


def accepted(header: str | None, offers: dict[str, tuple[str, ...]]) -> tuple[str, str] | None:
    """The format of the answer and its media type; None if the client accepts none of them.

    The most specific range of the header counts for a type (RFC 9110, 12.5.1); among equals the order here decides.

    >>> accepted("text/csv;q=0.5, application/sparql-results+xml", ROWS)
    ('xml', 'application/sparql-results+xml')
    >>> accepted("image/png", ROWS) is None
    True
    """
    ranges = list(_ranges(header)) or [("*/*", 1.0)]
    best: tuple[float, str, str] | None = None
    for name, types in offers.items():
        for media in types:
            quality = _quality(media, ranges, own=media == types[0])
            if quality > 0 and (best is None or quality > best[0]):
                best = (quality, name, media)
    return best[1:] if best else None


def _quality(media: str, ranges: Iterable[tuple[str, float]], *, own: bool) -> float:
    """The quality value of a media type; a wildcard matches a format by its own type, not by an alias."""
    wildcards = (media.split("/")[0] + "/*", "*/*") if own else ()
    given = dict(ranges)
    return next((given[name] for name in (media, *wildcards) if name in given), 0.0)


def _ranges(header: str | None) -> Iterable[tuple[str, float]]:
    for part in (header or "").split(","):
        name, *parameters = (word.strip().lower() for word in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    quality = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        if name:
            yield name, quality
