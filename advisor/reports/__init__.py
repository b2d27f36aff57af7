"""Documents made of a stored result: drawings, a neutral tree of blocks, and its forms for print and office."""
