"""What a supervisor of the video team sees and does: wallboard, messages, second look."""
