"""What is asked of the knowledge before anybody relies on it."""
