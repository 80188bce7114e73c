// @ts-check

/** @import { ChannelRole, WorkspaceRole } from "../contract.js" */

/** @param {ChannelRole | WorkspaceRole} role */
export const roleName = (role) => role[0].toUpperCase() + role.slice(1);
