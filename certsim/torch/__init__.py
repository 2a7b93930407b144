"""Audits of PyTorch modules: what a checkpoint can never learn (theory T24). PyTorch is loaded when asked for."""
