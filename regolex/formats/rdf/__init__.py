"""Reading and writing RDF: triples, JSON-LD, deterministic serialisation, and missions."""
