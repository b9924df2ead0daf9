"""Screening: the third implementation of the semantics, its tables, its atlas."""
