"""What the staff have to decide about the lists: asked once, shown, settled once.

`asking` stores tasks and tells whoever decides; `showing` reads them for one reader; `settling`
checks the permission and hands the answer to the module of `services.lists` that acts on it.
"""
