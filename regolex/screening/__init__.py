"""Screening: the law as one program over bit planes, 64 missions to a machine word; tables in, tables of verdicts out."""
