"""How a database of an earlier Regolex becomes one of today."""
