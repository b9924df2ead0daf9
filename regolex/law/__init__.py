"""The encoded law: data model, vocabulary, file formats, loading, validation and citation."""
