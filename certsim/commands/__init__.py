"""The commands: each reads its arguments, runs its part of the pipeline, prints, and returns a status."""
