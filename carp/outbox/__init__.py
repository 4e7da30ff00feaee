"""What must still be done, as rows written in the transaction that wants it done.

``queue.put`` writes a row; a relay claims due rows under a lease and runs their handlers, through
Celery where there is a broker and by itself where there is none. Celery is only the alarm clock:
losing every message loses nothing.
"""
