"""Cases that last: kept in a database with every version, shared without silent overwriting, and logged."""
