/** What commands read and write: stdin, stdout and the files of exports. */
package collab.cli.stream;
