"""From PyTorch to tensor graphs and arrays: modules, the table of operations, checkpoints."""
