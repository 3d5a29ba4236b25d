"""What runs as a pod beside the services: the jobs for streams and law pack, the demonstration's front door, the checks
of ``helm test``. Everything comes from variables that the chart sets (``MOTCUA_INTAKE_URL``, …).
"""
