"""What an audit says: what is seen beside what is proved, findings in words, and `audit`."""
