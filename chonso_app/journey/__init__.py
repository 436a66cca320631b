"""The story of one phiếu giữ số, told from the facts of every other feature. Changes nothing."""
