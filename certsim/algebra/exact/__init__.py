"""Exact numbers, for search and reports: rational, algebraic, and exponentials (theory T7)."""
