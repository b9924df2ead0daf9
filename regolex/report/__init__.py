"""An assessment in words: on screen, on paper, as published JSON."""
