"""The recording of a call: chunks as they come, one sealed file at the end, playback."""
