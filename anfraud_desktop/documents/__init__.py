"""What leaves: paper, pictures and workbooks, made from plain values."""
