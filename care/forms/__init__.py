"""Record cards as data: the questions of a form, and the way through them."""
