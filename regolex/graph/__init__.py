"""Knowledge, missions and assessments as RDF, asked in SPARQL, classified by a reasoner."""
