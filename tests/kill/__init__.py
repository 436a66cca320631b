"""kill -9 at named points between payment and QR; after a restart the story ends right, once."""
