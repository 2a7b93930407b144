"""What is trusted: tensor graphs, their colours, patterns, and the certificates of audits (theory T24)."""
