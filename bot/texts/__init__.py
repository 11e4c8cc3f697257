"""What messages say: views in, plain text out, in the reader's language."""
