"""Record cards in conversation: the forms there are, a draft half filled in, saving, correcting."""
