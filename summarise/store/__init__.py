"""What outlives a run, in one SQLite file: runs, pages, deliveries, what was read and what told.

A run keeps here what it has in hand as it goes on; that counts only once the run is committed, in
one transaction. A run that is killed leaves what a later one can go on with, and no more.
"""
