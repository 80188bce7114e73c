/** The files of the data directory beside the database: lock, position mark, permissions, room on the disk. */
package collab.persistence.sqlite.folder;
