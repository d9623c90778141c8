"""District and commune figures: catalogue, observations, trends, what is blank and why."""
