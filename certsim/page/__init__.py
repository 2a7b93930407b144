"""Reports: one page of HTML that says what is claimed and proved, and brings the certificates along."""
