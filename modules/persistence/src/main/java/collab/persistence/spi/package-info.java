/**
 * Parts for implementations of the store: the event codec, the tail of the log in memory, the work queue.
 */
package collab.persistence.spi;
