"""The knowledge in the field's own formats."""
