/** Arguments enter, lines leave: data on stdout, words on stderr, the exit code for scripts. Every command is thin. */
package collab.cli;
