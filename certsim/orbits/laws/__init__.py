"""Conserved quantities: proposed, solved for, proved."""
