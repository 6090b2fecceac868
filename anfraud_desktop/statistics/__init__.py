"""Figures: periods, indicators as declarations, how they are computed, split and traced back, and the report."""
