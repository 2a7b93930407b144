"""Sets near a checkpoint, and how near training comes to them: in floating point."""
