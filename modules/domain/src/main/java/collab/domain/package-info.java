/**
 * Commands and the state of the world enter, decisions leave: accepted events or a rejection. Everything here is pure data and
 * pure functions; it knows no database, no socket and no clock.
 */
package collab.domain;
