"""The second implementation of the semantics, in answer-set programming, and the analyses that use it."""
