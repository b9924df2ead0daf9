"""A mission as stated: read, written back, and cut down."""
