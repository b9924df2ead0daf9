"""What is generated into the documents, by subject."""
