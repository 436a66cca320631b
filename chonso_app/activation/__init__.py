"""From `Gửi thông tin hòa mạng` to a live line: the clerk's queue, provisioning, the eSIM."""
