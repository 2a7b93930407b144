"""Audits of PyTorch modules: what a checkpoint can never learn (theory T24)."""
