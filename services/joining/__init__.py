"""How people come in and leave: invitations, the steps of joining, limits on guessing."""
