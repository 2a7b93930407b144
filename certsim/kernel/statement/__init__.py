"""What is claimed: models, candidates, and what is said of them, read strictly from JSON."""
