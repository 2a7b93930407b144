"""What search found and the rules check: its records, and how each is read and written."""
