/**
 * Parts that every implementation of the store uses: the event codec, the tail of the log in memory, the work queue.
 */
package collab.persistence.spi;
