"""The SPARQL service: protocol, pages, workers."""
