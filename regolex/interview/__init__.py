"""The interview: which question comes next, and a session as a plain value."""
