"""Other plans, other days, other law: what if, compare, repair, replay, difference."""
