"""RDF written and read: triples, JSON-LD, byte for byte the same, and missions in it."""
