"""The law as it is encoded: its words, its files, how they are read and checked, and how a provision is cited."""
