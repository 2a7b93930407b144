"""The spec room: from TOML text, Python text or SymPy to the statement of a model and its candidates."""
