/**
 * Commands, decisions and events, and the view of the state that rules read. Pure: no database, no socket, no clock.
 */
package collab.domain;
