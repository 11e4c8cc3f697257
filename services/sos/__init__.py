"""An emergency: raised with one touch, told up a chain of staff, taken by a human, ended by one."""
