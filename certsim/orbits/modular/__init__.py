"""Fields and brackets modulo a prime, for search."""
