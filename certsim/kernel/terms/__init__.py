"""What can be said: functions, polynomials, expressions, their calculus, and sets of polynomials."""
