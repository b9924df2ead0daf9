"""What is to be done, by whom, when and for how much."""
