"""What runs the programs of proofs/, and keeps what they prove."""
