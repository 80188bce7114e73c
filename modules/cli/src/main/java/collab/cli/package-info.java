/**
 * The networked commands. A command writes data to stdout and messages to stderr; its exit code is meant for
 * scripts.
 */
package collab.cli;
