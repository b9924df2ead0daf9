"""Checks of the knowledge: cases, mutation, static analysis, precedents and the comparison with the logic program."""
