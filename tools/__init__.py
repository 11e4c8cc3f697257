"""Small scripts that set the house up; nothing of the product imports them."""
