"""The pages of the questionnaire: layout, wording and navigation. All legal logic is in the engine."""
