"""Files: uploads, what becomes of them in dossiers, and who takes away what is not needed.

UploadFile          applicant, officers            object first, row second
GetFile             uploader, then whoever sees the applicant's data of the dossier
DeleteFile          uploader, while it belongs to no dossier
AttachFiles         receptionist                   scans for a document of a dossier
FindReusable        applicant, officers            documents of earlier dossiers
SweepFiles          by itself
ResealFiles         on command, after a key was rotated
"""
