"""Import and export of other file formats: RDF, legal XML standards, official texts."""
