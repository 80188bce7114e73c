/**
 * Configuration enters as files, variables and flags and leaves as checked values; log records, numbers and conditions enter and
 * leave as lines, a metrics page and health answers. Nothing here knows what the process is for.
 */
package collab.ops;
