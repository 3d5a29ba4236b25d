"""Files: what applicants upload and the counter scans, known by what they contain, never by what they are called.

``media``   which kinds are taken, told from the bytes
``names``   a file's name, made harmless
``stored``  a file as the register knows it, who may see it, what an upload must be
"""
