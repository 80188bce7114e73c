/**
 * Imports and exports: readers of archive formats produce entries, and the importer turns entries into calls of the
 * SDK. Messages are streamed, people and channels are held in memory.
 */
package collab.archive;
