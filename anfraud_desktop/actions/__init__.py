"""What an officer does besides filling in a form: one function each."""
