"""A disk that fails at the n-th write, flush or cut, and what the program then says and keeps."""
