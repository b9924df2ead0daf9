"""Official texts from the user's own copy: outline, mark-up, and the passage of each provision."""
