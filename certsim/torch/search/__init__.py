"""What is proposed: patterns of weights, units, and what a pattern holds. Nobody trusts this."""
