"""Knowledge, missions and assessments as RDF, queried in SPARQL, classified by a reasoner."""
