"""A mission as stated: read, written and minimised."""
