/**
 * Files enter as a stream of {@link collab.archive.Entry entries}, whatever made them, and leave as calls; a workspace enters as
 * calls and leaves as entries. The room knows no file format beyond its readers, and holds people and channels in memory but
 * never the messages.
 */
package collab.archive;
