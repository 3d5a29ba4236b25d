"""Who holds which role where and when.

AssignRole          operator, leader of the agency
EndRole             the same; the last day is brought forward, nothing is deleted
ListRoles           the same, and whoever sees cases of the department
"""

from processing.application.staffing.assign_role import AssignRole, AssignRoleHandler, EndRole, EndRoleHandler
from processing.application.staffing.list_roles import ListRolesHandler
from processing.application.staffing.staffing import StaffUseCases

__all__ = ["AssignRole", "AssignRoleHandler", "EndRole", "EndRoleHandler", "ListRolesHandler", "StaffUseCases"]
