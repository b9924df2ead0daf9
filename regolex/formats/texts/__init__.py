"""Official texts from the user's own copy: their outline, their mark-up, and which stretch belongs to which provision."""
