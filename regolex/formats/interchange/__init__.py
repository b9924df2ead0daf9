"""Export of the knowledge in standard legal formats."""
