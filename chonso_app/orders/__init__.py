"""The order: one number, one person, one price, under the code printed on the phiếu giữ số."""
