"""Import again and again: a sheet is merged with the lists, never put over them.

`said` is what a sheet says of a child and what the last one said; `finding` knows which child a
row means; `children`, `circles` and `teachers` merge; `questions` asks what a person must decide,
and `settling` acts on the answers.
"""
