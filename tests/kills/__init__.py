"""Workflows that are killed at any moment, and what must be true of the file afterwards."""
