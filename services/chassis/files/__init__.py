"""Files of any size, in a folder or in S3, sealed at rest and never held in memory as a whole.

``format``   how a sealed file looks: chunks under AES-256-GCM that cannot be cut off, reordered or moved elsewhere
``objects``  the store: whole objects by key, written atomically, read as streams; one library for folder and S3
``vault``    the two together: what goes in is sealed, what comes out was sealed here
"""

from chassis.files.objects import ObjectStore, S3Options, open_store
from chassis.files.vault import Vault

__all__ = ["ObjectStore", "S3Options", "Vault", "open_store"]
