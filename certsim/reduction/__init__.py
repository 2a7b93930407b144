"""Reduced models on linear sets (theory T16)."""
