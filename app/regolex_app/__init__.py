"""The pages of the questionnaire: layout, wording and navigation. What the law says and what follows is the engine's."""
