"""Settings by concern: `base` gathers one module per integration.

`embedded` (the default) finds the database and Redis that `manage.py up` runs;
`production` takes everything from the environment; `test` is for the suite.
"""
