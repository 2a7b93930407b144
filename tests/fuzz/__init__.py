"""Random specs, points and command lines: whatever is given, the answer is one of those that are promised."""
