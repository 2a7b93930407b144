"""From modules to exact models and narrower modules."""
