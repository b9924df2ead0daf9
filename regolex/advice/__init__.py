"""What follows from an assessment: why, what if, which question next, other days, other States, other plans."""
