"""Files of other worlds, in and out: RDF, the formats of the field, official texts."""
