/** The program {@code hero-collab}: starts the processes and offers the commands of the command line. */
package collab.launcher;
