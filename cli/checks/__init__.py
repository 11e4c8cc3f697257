"""What `hongyan doctor` looks at: small checks, each for itself, none of which changes anything."""
