"""The documents, and the generator of everything in them that can be read from the code and the knowledge."""
