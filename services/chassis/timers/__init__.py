"""Timers are rows: waiting, claimed by locking, fired once in the transaction of their effect.

firing      Firing scans and fires what is due; ports Timers and FiringTransaction
loop        TimerLoop repeats a scan: every second, and within a moment of a jump of the clock
store       timers_table, TimerBook, SqlTimers: the rows, on PostgreSQL and SQLite
store_time  StoreTime: one time for all replicas, and how wrong our own clock is
"""
