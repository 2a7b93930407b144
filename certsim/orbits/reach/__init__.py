"""What an orbit fills: equations around it, its certificate, what lies in what."""
