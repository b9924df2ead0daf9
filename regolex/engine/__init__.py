"""The evaluator: three-valued conditions, findings with proofs, verdicts; after a change, only what it reaches again."""
