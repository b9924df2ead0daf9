"""The second implementation of the semantics, in answer-set programming, and what is found with it."""
